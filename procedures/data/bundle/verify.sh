#!/bin/sh
# Checks a bundle as VERIFY.txt says: sh verify.sh DIR [DEFINITION]. Prints "good N entries" and ends with 0, or what
# is wrong, CODE PLACE, and ends with 1; with 2 where it could not check. jq knows the law, openssl the signatures.
# DEFINITION is a file with the text of an office's own definition, which is lawful to the reader who names it.
set -eu
export LC_ALL=C
for tool in jq openssl sha256sum base64 basenc iconv mktemp; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 2; }
done
[ $# = 1 ] || { [ $# = 2 ] && [ -f "$2" ]; } && [ -f "$1/journal.jsonl" ] && [ -f "$1/intents.jsonl" ] ||
  { echo 'usage: sh verify.sh DIR [DEFINITION]' >&2; exit 2; }
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd)
bundle=$(cd -- "$1" && pwd)
[ -f "$here/verify.jq" ] || { echo 'missing: verify.jq' >&2; exit 2; }
own=
[ $# = 1 ] || own=$(printf %s "$(cat "$2")" | sha256sum | cut -c 1-64)
cd / # never into the bundle: jq would include the verify.jq that lies there
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
tab=$(printf '\t') b64='[A-Za-z0-9+/]' hash='[0-9a-f]{64}'
found() { printf '%s %s\n' "$1" "$2"; exit 1; }
sha() { sha256sum | cut -c 1-64; }
all_sha() { (cd "$1" && printf '%s\n' * | xargs "$2") | sed 's/ .*//'; } # of the files in a folder, by name
unhex() { tr a-f A-F | basenc --base16 -d; }
utf16() { iconv -f UTF-8 -t UTF-16LE "$1" 2>/dev/null; } # up to the first byte that is no text
signed() { openssl pkeyutl -verify -pubin -inkey "$1" -rawin -in "$2" -sigfile "$3" >/dev/null 2>&1; }

# 1. How many lines have their one form, each with a text in UTF-8, without zero bytes (the shell would drop them)
# and shorter than 2^20 bytes.
# a day that there is, of the years 1000 to 9999
day='[1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))'
leap='([1-9][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|[2468][048]|[3579][26])00)-02-29'
time='('$day'|'$leap')T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z'
form='\{"v":1,"seq":(0|[1-9][0-9]{0,15}),"prev":"'$hash'","recorded_at":"'$time'","intent":"'$hash'",'
form=$form'"key":"SHA256:'$b64'{43}","sig":"'$b64'{85}[AQgw]=="\}'
all=0
for name in journal intents; do
  tr '\000' '\001' <"$bundle/$name.jsonl" >"$tmp/$name"
  n=$(grep -ac '' "$tmp/$name") || true
  [ "$n" -le "$all" ] || all=$n
done
[ "$all" -gt 0 ] || found unreadable-store journal
odd=$(grep -anvxE "$form" "$tmp/journal" | sed -n '1s/:.*//p')
long=$(cut -b 1048576- <"$tmp/intents" | sed -n '/./{=;q;}')
size=$((${odd:-$((all + 1))} - 1))
for n in "$(wc -l <"$tmp/journal")" "$(wc -l <"$tmp/intents")" $((${long:-$((all + 1))} - 1)) \
  "$(tr '\n\000' '\000\n' <"$bundle/intents.jsonl" | head -n 1 | tr -cd '\000' | wc -c)" \
  "$(utf16 "$tmp/intents" | iconv -f UTF-16LE -t UTF-8 | wc -l)"; do
  [ "$n" -ge "$size" ] || size=$n
done
[ "$size" -gt 0 ] || found unreadable-store journal/0

# 2. Texts beside their bare form (strings as S), which shows names said twice, fractions, depth. Then items that
# stand in enclosures, and the hashes of keys and definitions: jq has no SHA-256.
bare() { sed -E 's/"([^"\\\x00-\x1f]|\\.)*"/S/g' "$1" | tr '\t' ' ' | paste - "$1"; }
head -n "$size" "$tmp/intents" >"$tmp/texts"
bare "$tmp/texts" >"$tmp/beside"
mkdir "$tmp/items" "$tmp/keys" "$tmp/line" "$tmp/text"
jq -nrR -L "$here" 'include "verify"; inputs | enclosed' "$tmp/beside" | while read -r name; do
  file=$bundle/enclosures/$name
  if [ -f "$file" ] && [ -z "$(tail -c 1 "$file")" ] && utf16 "$file" >/dev/null; then
    bare "$file" >"$tmp/items/$name"
  fi
done
find "$tmp/items" -type f -exec jq -nR -L "$here" 'include "verify"; listed' {} + >"$tmp/listed"
jq -nrR -L "$here" --slurpfile listed "$tmp/listed" \
  'include "verify"; ($listed | add) as $all | inputs | named($all)' "$tmp/beside" |
  sort -u | while read -r kind text; do
  if [ "$kind" = key ]; then # "ssh-ed25519" and 32 bytes, each with its length; its SHA-256 is its name
    echo "$text" | base64 -d >"$tmp/blob"
    name=$(openssl dgst -sha256 -binary "$tmp/blob" | base64 | tr / _)
    file=$tmp/keys/SHA256:${name%=}
    tail -c 32 "$tmp/blob" >"$file.raw"
    printf -- '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA%s\n-----END PUBLIC KEY-----\n' \
      "$(base64 <"$file.raw")" >"$file"
    printf '{"%s": "%s"}\n' "$text" "${file##*/}"
  else
    printf '{"%s": "%s"}\n' "$text" "$(printf %s "$text" | base64 -d | sha)"
  fi
done >"$tmp/hashes"

# 3. The law: verdict, number, key (its file: _ for /), prev, intent, enclosures; at the end who may sign notes.
head -n "$size" "$tmp/journal" | paste - "$tmp/beside" | jq -nrR -L "$here" --slurpfile hashes "$tmp/hashes" \
  --slurpfile listed "$tmp/listed" --arg own "$own" 'include "verify"; verdicts($hashes | add; $listed | add; $own)' \
  >"$tmp/verdicts" 2>/dev/null || true

# 4. Each entry: its chain, what it encloses, its signature, and then what the law said.
first=1000000000 n=1000000000 # file names that sort as the numbers do
while IFS= read -r line <&3 && IFS= read -r text <&4 && [ "$n" -lt $((first + size)) ]; do
  printf '\000%s' "$line" >"$tmp/line/$n"
  printf %s "$text" >"$tmp/text/$n"
  n=$((n + 1))
done 3<"$tmp/journal" 4<"$tmp/intents"
all_sha "$tmp/line" sha256sum >"$tmp/leaves"
all_sha "$tmp/text" sha256sum >"$tmp/digests"
# "SSHSIG", then "tinhgon", "", "sha512" and the SHA-512, each with its length: 99 bytes
all_sha "$tmp/text" sha512sum | sed 's/^/5353485349470000000774696e68676f6e000000000000000673686135313200000040/' | unhex |
  split -b 99 -a 10 --numeric-suffixes=$first - "$tmp/message."
head -n "$size" "$tmp/journal" | sed 's/.*"sig":"//; s/"}$//' | base64 -d |
  split -b 64 -a 10 --numeric-suffixes=$first - "$tmp/sig."
n=0 prev=$(printf %064d 0)
exec 3<"$tmp/leaves" 4<"$tmp/digests" 5<"$tmp/verdicts"
while [ "$n" -lt "$size" ]; do
  read -r leaf <&3 && read -r text <&4 && read -r verdict seq key before digest enclosed <&5 ||
    found unreadable "journal/$n"
  [ "$verdict" != gap ] || found gap "journal/$seq"
  [ "$before $digest" = "$prev $text" ] || found chain-broken "journal/$n"
  [ "$verdict" != unreadable ] || found unreadable "journal/$n"
  for name in $enclosed; do
    [ -f "$bundle/enclosures/$name" ] && [ "$(sha <"$bundle/enclosures/$name")" = "$name" ] || found unreadable "journal/$n"
  done
  signed "$tmp/keys/$key" "$tmp/message.$((first + n))" "$tmp/sig.$((first + n))" || found bad-signature "journal/$n"
  [ "$verdict" = good ] || found "$verdict" "journal/$n"
  [ "$n" -gt 0 ] || origin=tinhgon/$digest
  n=$((n + 1)) prev=$leaf
done
[ "$size" = "$all" ] || found unreadable-store "journal/$size"
cat <&5 >"$tmp/signers"

# 5. Each checkpoint: its form, its origin, a good signature, its root.
root() { # RFC 6962 over the first so many leaves, in base64: pairs become nodes, an odd one moves up
  head -n "$1" "$tmp/leaves" >"$tmp/level"
  [ "$1" -gt 0 ] || sha </dev/null >"$tmp/level"
  while [ "$(wc -l <"$tmp/level")" -gt 1 ]; do
    rm -rf "$tmp/nodes" && mkdir "$tmp/nodes"
    paste -d '\0' - - <"$tmp/level" >"$tmp/pairs"
    sed -n 's/^.\{128\}$/01&/p' "$tmp/pairs" | unhex | split -b 65 -a 9 -d - "$tmp/nodes/"
    { all_sha "$tmp/nodes" sha256sum; sed -n '/^.\{64\}$/p' "$tmp/pairs"; } >"$tmp/level"
  done
  unhex <"$tmp/level" | base64
}
known() { # whether the signature line "— NAME BASE64" in $tmp/raw is one of the register's
  case $(wc -c <"$tmp/raw") in
    68) kind='\001' && cp "$tmp/note" "$tmp/message" ;;
    76)
      kind='\004' time=$(od -An -tu8 -j4 -N8 --endian=big "$tmp/raw" | tr -d ' ')
      { printf 'cosignature/v1\ntime %s\n' "$time"; cat "$tmp/note"; } >"$tmp/message"
      ;;
    *) return 1 ;;
  esac
  tail -c 64 "$tmp/raw" >"$tmp/sig"
  named=$(od -An -tx1 -N4 "$tmp/raw" | tr -d ' ')
  while read -r key person; do
    [ "$kind" = '\004' ] || person=$origin
    [ "$1" = "$person" ] || continue
    id=$({ printf '%s\n' "$person"; printf "$kind"; cat "$tmp/keys/$key.raw"; } | sha256sum)
    [ "${id#"$named"}" != "$id" ] && signed "$tmp/keys/$key" "$tmp/message" "$tmp/sig" && return 0
  done <"$tmp/signers"
  return 1
}
check() { # what is wrong with a checkpoint
  line="— [^ +$tab]+ $b64+=*$tab"
  [ -f "$1" ] && [ "$(wc -c <"$1")" -le 100000 ] && utf16 "$1" >/dev/null && tr '\000' '\001' <"$1" >"$tmp/point" &&
    tr '\t\n' '\002\t' <"$tmp/point" | grep -aqxE \
      "[^$tab]+$tab(0|[1-9][0-9]{0,15})$tab$b64{42}[AEIMQUYcgkosw048]=$tab$tab($line)+" || { echo not-a-checkpoint; return; }
  head -n 3 "$tmp/point" >"$tmp/note"
  good=false latest=0
  { IFS= read -r name && read -r of && read -r top && read -r empty
    while IFS=' ' read -r dash who sig; do
      printf %s "$sig" | base64 -d >"$tmp/raw" 2>/dev/null && [ "$(base64 -w 0 "$tmp/raw")" = "$sig" ] &&
        [ "$(wc -c <"$tmp/raw")" -gt 4 ] || { echo not-a-checkpoint; return; }
      time=
      known "$who" || continue
      good=true
      [ "${#time}" -le 12 ] || time=253402300799 # the last second of the year 9999
      [ "${time:-0}" -le "$latest" ] || latest=$time
    done; } <"$tmp/point"
  next=$(sed -n "$((of + 1))s/.*\"recorded_at\":\"\([^\"]*\)\".*/\1/p" "$tmp/journal")
  [ "$of" -lt "$size" ] || next=
  if [ "$name" != "$origin" ]; then echo checkpoint-of-other-register
  elif ! $good; then echo checkpoint-unsigned
  elif [ "$of" -gt "$size" ]; then echo tail-missing
  elif [ "$(root "$of")" != "$top" ]; then echo past-rewritten
  elif [ "$latest" -gt 300 ] && [ -n "$next" ] && [ "$training" != journal ] && # clocks may differ by five minutes
    expr "$next" '<' "$(date -u -d "@$((latest - 300))" +%Y-%m-%dT%H:%M:%SZ)" >/dev/null; then echo dated-before-cosignature; fi
}
training=$(head -n 1 "$tmp/texts" | jq -r '.items[0].body.clock? // ""') # its time does not pass
wrong=0
for file in "$bundle"/checkpoints/.txt "$bundle"/checkpoints/.*.txt "$bundle"/checkpoints/*.txt; do
  [ -e "$file" ] || [ -L "$file" ] || continue
  code=$(check "$file")
  [ -z "$code" ] || { wrong=1; printf '%s %s\n' "$code" "$(printf %s "${file#"$bundle/"}" | tr '\000-\037\177' '?')"; }
done
[ "$wrong" = 1 ] || echo "good $size entries"
exit "$wrong"
