"""The data of every list and page: plain values without words; `--json` prints them as they are."""
