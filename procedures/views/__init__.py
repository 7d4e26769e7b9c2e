"""The data of every list and page: plain values, no words, no language; `--json` prints them as they are."""
