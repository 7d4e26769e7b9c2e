# What jq does for verify.sh: reads strictly, and judges each entry by the law at its position.

# Whether the second half of a surrogate pair stands alone: jq 1.6 takes it for another letter.
def half: test("\\\\u[dD][c-fC-F]")
  and (gsub("\\\\\\\\"; "x") | test("(?<!\\\\u[dD][89abAB][0-9a-fA-F]{2})\\\\u[dD][c-fC-F]"));

# A text beside its bare form: one JSON object, no name said twice, no fraction, no number past 2**53, depth 8.
def depth: if type == "object" or type == "array" then 1 + ([.[] | depth] | max // 0) else 0 end;
def strict:
  split("\t") | .[0] as $bare | .[1:] | join("\t") | if utf8bytelength > 65536 or half then error else fromjson end
  | if type == "object" and depth <= 8 and ([$bare | scan("[0-9]{16}")] | all(. <= "9007199254740992"))
    and ([$bare | scan("S *:")] | length) == ([.. | objects | length] | add)
    and ($bare | test("^([]\\[{}:, S]|true|false|null|-?(0|[1-9][0-9]{0,15})(?![0-9.eE]))*\\z"))
    then . else error end;

# Which enclosure holds the items of an intent.
def enclosed: try strict catch empty | .items | objects | .enclosed | strings | select(test("^[0-9a-f]{64}\\z"));

# The items that files named by their digest hold, a line each.
def listed:
  reduce (inputs | [(input_filename | .[-64:]), try strict catch 0]) as [$name, $item] ({}; .[$name] += [$item]);

# A text that shows nothing; the base64 of a key, unless it is of small order: anybody signs for those.
def blank: test("[^\\s\u001c-\u001f\u0085]") | not;
def blob: capture("^[ \t-\r]*ssh-ed25519[ \t-\r]+(?<key>AAAAC3NzaC1lZDI1NTE5AAAAI(?!(A[AE]A{39}[AC]A|O[z37]/{39}[9/]/|"
  + "CbolY/CsiewRcP0ifLvmPDV36wF08YzObE4AohtU/[wy]F|McXanA9TdhPujwLdg0QZw8qIFP6LDnMxk7H/XeSrA[NP]6)([ \t-\r]|\\z))"
  + "[A-P][A-Za-z0-9+/]{42})([ \t-\r]|\\z)").key;

# The keys of the demonstration, which everybody has: only a register whose clock stands still takes them.
def demonstration: IN(
    "SHA256:6XK94jdSqe7uBXT5eOhpafS4A85K2uBeckmKIjuDI+M",
    "SHA256:5jU4hrMd0ZBt7RaKObrm0OHl0YFEd4M2XqSELNrmdh4",
    "SHA256:VAtUf6TTuXJDPxOdCV7BtnF3GmTGE0XdcjkXXMr4_P4",
    "SHA256:0Ke55Pf4aLNmk+IoQ1bcXsUYBlLZi7CLX8I1kCZYnns",
    "SHA256:KMbg8VhzAqGlnv7STveDtDmPjUmO18kqWgfCR4r5yXQ",
    "SHA256:7GHDuFTqQBoriD2bvnBcC2qG2vxUrGM6ELtkp3LUZ50",
    "SHA256:LOyfJJqRxSySVRY3gYf+9FdOtblpm587hWwY8m4QXM8");

# The keys and definitions that an intent brings, whose hashes are wanted.
def named($listed):
  try strict catch empty | (.items | if type == "object" then $listed[.enclosed | strings] else . end)[]?.body?
  | ("key " + ((.people?[]?.keys?[]?, .public?) | strings | blob)),
    ("text " + (.definition? | strings | @base64));

# Characters that no text may hold, in a register that keeps to Unicode 3.2; and what a subject looks like.
def refused_ranges:
  "0-8 B-1F 7F-9F AD 221 234-24F 2AE-2AF 2EF-2FF 34F-35F 370-373 376-379 37B-37D 37F-383 38B 38D 3A2 3CF "
  + "3F7-3FF 487 4CF 4F6-4F7 4FA-4FF 510-530 557-558 560 588 58B-590 5A2 5BA 5C5-5CF 5EB-5EF 5F5-60B 60D-61A "
  + "61C-61E 620 63B-63F 656-65F 6DD 6EE-6EF 6FF 70E-70F 72D-72F 74B-77F 7B2-900 904 93A-93B 94E-94F 955-957 "
  + "971-980 984 98D-98E 991-992 9A9 9B1 9B3-9B5 9BA-9BB 9BD 9C5-9C6 9C9-9CA 9CE-9D6 9D8-9DB 9DE 9E4-9E5 "
  + "9FB-A01 A03-A04 A0B-A0E A11-A12 A29 A31 A34 A37 A3A-A3B A3D A43-A46 A49-A4A A4E-A58 A5D A5F-A65 A75-A80 "
  + "A84 A8C A8E A92 AA9 AB1 AB4 ABA-ABB AC6 ACA ACE-ACF AD1-ADF AE1-AE5 AF0-B00 B04 B0D-B0E B11-B12 B29 B31 "
  + "B34-B35 B3A-B3B B44-B46 B49-B4A B4E-B55 B58-B5B B5E B62-B65 B71-B81 B84 B8B-B8D B91 B96-B98 B9B B9D "
  + "BA0-BA2 BA5-BA7 BAB-BAD BB6 BBA-BBD BC3-BC5 BC9 BCE-BD6 BD8-BE6 BF3-C00 C04 C0D C11 C29 C34 C3A-C3D C45 "
  + "C49 C4E-C54 C57-C5F C62-C65 C70-C81 C84 C8D C91 CA9 CB4 CBA-CBD CC5 CC9 CCE-CD4 CD7-CDD CDF CE2-CE5 "
  + "CF0-D01 D04 D0D D11 D29 D3A-D3D D44-D45 D49 D4E-D56 D58-D5F D62-D65 D70-D81 D84 D97-D99 DB2 DBC DBE-DBF "
  + "DC7-DC9 DCB-DCE DD5 DD7 DE0-DF1 DF5-E00 E3B-E3E E5C-E80 E83 E85-E86 E89 E8B-E8C E8E-E93 E98 EA0 EA4 EA6 "
  + "EA8-EA9 EAC EBA EBE-EBF EC5 EC7 ECE-ECF EDA-EDB EDE-EFF F48 F6B-F70 F8C-F8F F98 FBD FCD-FCE FD0-FFF 1022 "
  + "1028 102B 1033-1035 103A-103F 105A-109F 10C6-10CF 10F9-10FA 10FC-10FF 115A-1160 11A3-11A7 11FA-11FF 1207 "
  + "1247 1249 124E-124F 1257 1259 125E-125F 1287 1289 128E-128F 12AF 12B1 12B6-12B7 12BF 12C1 12C6-12C7 12CF "
  + "12D7 12EF 130F 1311 1316-1317 131F 1347 135B-1360 137D-139F 13F5-1400 1677-167F 169D-169F 16F1-16FF 170D "
  + "1715-171F 1737-173F 1754-175F 176D 1771 1774-177F 17B4-17B5 17DD-17DF 17EA-17FF 180B-180F 181A-181F "
  + "1878-187F 18AA-1DFF 1E9C-1E9F 1EFA-1EFF 1F16-1F17 1F1E-1F1F 1F46-1F47 1F4E-1F4F 1F58 1F5A 1F5C 1F5E "
  + "1F7E-1F7F 1FB5 1FC5 1FD4-1FD5 1FDC 1FF0-1FF1 1FF5 1FFF 200B-200F 2028-202E 2053-2056 2058-205E 2060-206F "
  + "2072-2073 208F-209F 20B2-20CF 20EB-20FF 213B-213C 214C-2152 2184-218F 23CF-23FF 2427-243F 244B-245F 24FF "
  + "2614-2615 2618 267E-267F 268A-2700 2705 270A-270B 2728 274C 274E 2753-2755 2757 275F-2760 2795-2797 27B0 "
  + "27BF-27CF 27EC-27EF 2B00-2E7F 2E9A 2EF4-2EFF 2FD6-2FEF 2FFC-2FFF 3040 3097-3098 3100-3104 312D-3130 3164 "
  + "318F 31B8-31EF 321D-321F 3244-3250 327C-327E 32CC-32CF 32FF 3377-337A 33DE-33DF 33FF 4DB6-4DFF 9FA6-9FFF "
  + "A48D-A48F A4C7-ABFF D7A4-F8FF FA2E-FA2F FA6B-FAFF FB07-FB12 FB18-FB1C FB37 FB3D FB3F FB42 FB45 FBB2-FBD2 "
  + "FD40-FD4F FD90-FD91 FDC8-FDEF FDFD-FE1F FE24-FE2F FE47-FE48 FE53 FE67 FE6C-FE6F FE75 FEFD-FF00 FFA0 "
  + "FFBF-FFC1 FFC8-FFC9 FFD0-FFD1 FFD8-FFD9 FFDD-FFDF FFE7 FFEF-FFFB FFFE-102FF 1031F 10324-1032F "
  + "1034B-103FF 10426-10427 1044E-1CFFF 1D0F6-1D0FF 1D127-1D129 1D173-1D17A 1D1DE-1D3FF 1D455 1D49D "
  + "1D4A0-1D4A1 1D4A3-1D4A4 1D4A7-1D4A8 1D4AD 1D4BA 1D4BC 1D4C1 1D4C4 1D506 1D50B-1D50C 1D515 1D51D 1D53A "
  + "1D53F 1D545 1D547-1D549 1D551 1D6A4-1D6A7 1D7CA-1D7CD 1D800-1FFFF 2A6D7-2F7FF 2FA1E-10FFFF";
def refused_class: [refused_ranges | splits(" ") | split("-") | [first, last] | map("\\x{\(.)}") | join("-")] | add | "[\(.)]";
def texts: .. | strings, (objects | keys_unsorted[]);
def letters: "0-9A-Za-z\u00c0-\u00c3\u00c8-\u00ca\u00cc\u00cd\u00d2-\u00d5\u00d9\u00da\u00dd\u0102\u0110\u0128\u0168\u01a0\u01af"
  + "\u00e0-\u00e3\u00e8-\u00ea\u00ec\u00ed\u00f2-\u00f5\u00f9\u00fa\u00fd\u0103\u0111\u0129\u0169\u01a1\u01b0\u1ea0-\u1ef9";
def subject: letters as $letters | test("^[a-z]+/(?=.{1,100}\\z)[\($letters)]+([._-]+[\($letters)]+)*\\z");

# Every definition that was ever released, in order: its SHA-256, and the rules that acts under it may name.
def released: [
  ["52a1fa1a19323965ad2cc3fd63ab8e3668436b40f0acc571b5be2fb4bade1821", ["1"]],
  ["4ab3f944f7de38e2fac5e6992957280c25b278d307ea386c762402a671bbcbb2", ["2"]],
  ["f9b3c99a524d8a84ea6edb3a93738455085a226acdb47127fea7f441ba9c558d", ["2"]]];

# Of each entry: verdict, number, key, prev, intent, enclosures; then the keys that may sign notes.
# $own: the SHA-256 of a definition that the reader names as lawful too, or "".
def verdicts($hashes; $listed; $own; $time): refused_class as $refused |
  def lawful_definitions: released + [[$own, null]];
  def place($digest): [lawful_definitions[][0]] | index($digest);
  def allows($digest; $rules): any(lawful_definitions[]; .[0] == $digest and (.[1] == null or any(.[1][]; . == $rules)));
  def whole: type == "number" and . >= 0;
  def text: type == "string";
  def instant: text and test("^" + $time + "\\z");
  def file: gsub("/"; "_");
  def waits($subject): if type == "number" then "\(.) \($subject)" else "" end; # where an act waits for its confirmation
  def key: $hashes[blob] // error;
  def intent: strict | if .items | type == "object" then .enclosures as $own | .items as $list | .items = $listed[
      $list.enclosed | select(IN($own[]))] | if (.items | length) == $list.count then . else error end else . end
    | if .v == 1 and (.body | type == "object") and (.seen.seq | whole) and ([.id, .register, .definition, .rules, .act,
        .person, .role, .scope, .claimed_at, .reason, .seen.leaf] | all(text)) and (.id | test("^[0-9a-f]{32}\\z"))
      and (.claimed_at | instant)
      and ((has("carried") | not) or (.carried | type == "boolean"))
      and (.enclosures | type == "array" and all(test("^[0-9a-f]{64}\\z")))
      and (.items | type == "array" and length > 0 and length == (unique_by(.subject) | length)
        and all((.subject | test("^[^/]+/(.|\n)")) and (.version | whole) and (.parent | text) and has("from") and has("to")
          and ([.from, .to] | all(. == null or text)) and (.body | type == "object")))
      then . else error end;
  def id: text and test("^[a-z0-9]+([.-][a-z0-9]+)*\\z");
  def clean: [texts | select(test("[^ -~]")) | test($refused)] | any | not;
  def sound: (.unicode // "3.2.0") == "3.2.0" and (has("unicode") == (.unicode != null))
    and (keys - ["unicode"]) == ["clock", "definition", "name", "note", "people"] and ([.definition, .name, .note] | all(text))
    and (.clock | IN("system", "journal")) and (.people | type == "array" and length > 0
      and all(keys == ["id", "keys", "name"] and (.id | id) and (.keys | type == "array")
        and (.name | text and (blank | not) and length <= 200))
      and (map(.id) | length == (unique | length)) and ([.[].keys | map(key) | unique[]] | length == (unique | length)));
  def founding($l; $i): $i.items[0].body as $b | {version: 0, parent: "", from: null, to: null} as $new
    | $i.act == "register.open" and $i.register == "" and $i.seen.seq == 0 and $i.seen.leaf == "" and ($b | sound)
    and [$i.items[] | {subject, version, parent, from, to, body}] ==
      [$new + {subject: "register/1", body: $b}, ($b.people[] | $new + {subject: ("person/" + .id), body: {}})]
    and (($b.unicode == null and $i.definition == released[0][0]) or ($i | clean)) and all($i.items[].subject; subject)
    and $i.definition == $hashes[$b.definition | @base64] and allows($i.definition; $i.rules)
    and $i.role == ($b.definition | fromjson.steward) and $i.scope == "*"
    and any($b.people[]; .id == $i.person and any(.keys[]; key == $l.key))
    and ($b.clock == "journal" or all($b.people[].keys[]; key | demonstration | not));
  def hash: text and test("^[0-9a-f]{64}\\z");
  def restored($b): . as $s | ($b | has("leaf") or has("lost") | not) # the form without leaf hashes
    or (($b.seq | whole) and $b.seq < .n and ($b.leaf | hash) and .prevs[$b.seq + 1] == $b.leaf
      and ($b.lost | type == "array" and length <= 500)
      and ([$b, $b.lost[]] | map(.seq) | all(whole) and . == unique) and all($b.lost[]; keys == ["leaf", "seq"]
        and (.leaf | hash) and (.seq >= $s.n or $s.prevs[.seq + 1] != .leaf)));
  def lawful($l; $i): . as $s | first((.law.acts[] | select(.name == $i.act)), null) as $act
    | $i.register == .register and $i.definition == .digest and allows(.digest; $i.rules) and $act != null
      and ($i.act != "register.redefine" or all($i.items[].body.definition;
        text and (place($hashes[@base64]) // -1) > place($i.definition)))
    and all($i.items[].subject; subject) and ((.unicode == null and .digest == released[0][0]) or ($i | clean))
    and (.training or $i.act != "key.add" or all($i.items[]; (try (.body.public | key) catch "") | demonstration | not))
    and $i.seen.seq < .n and .prevs[$i.seen.seq + 1] == $i.seen.leaf
    and .keys[$l.key].person == $i.person and .keys[$l.key].open
    and (.keys[$l.key].expires | . == null or . > $l.recorded_at)
    and any($act.roles[]; . == $i.role) and .people[$i.person] and .grants[[$i.person, $i.role, $i.scope] | tojson]
    and (($act.reason_required | not) or ($i.reason | blank | not))
    and all($i.items[]; . as $item | $s.cases[.subject] as $case | any($act.sources[]; . == $case.state) as $moves
      | .version == ($case.version // 0) and .parent == ($case.tip // "") and ($case == null) == $act.opens
      and (.subject | split("/")[0]) == $act.kind and ($act.sources == [] or $moves)
      and .from == $case.state and .to == (if $act.opens or $moves then $act.dest // $case.state else $case.state end)
      and all($act.distinct_from[]; $case.done[.][$i.person] | not)
      and ($i.act != "restore" or (.body as $b | $s | restored($b)))
      and (($i.act | IN("person.confirm", "register.confirm") | not) or ($s.waiting[.body.entry | waits($item.subject)]
        | . != null and (.by != $i.person or $item.body.accept != true))));
  def define($text): .law = ($text | fromjson) | .digest = $hashes[$text | @base64];
  def grant($person; $role; $scope; $held): .grants[[$person, $role, $scope] | tojson] = $held;
  def people($l; $i; $who; $b): # what acts on the register and its people change, once they take effect
    if $i.act == "register.open" then define($b.definition) | .register = $l.intent | .unicode = $b.unicode
        | .training = ($b.clock == "journal")
      | reduce $b.people[] as $one (.; .people[$one.id] = true | grant($one.id; $i.role; "*"; true)
        | reduce $one.keys[] as $k (.; .keys[$k | key] = {person: $one.id, open: true}))
    elif $i.act == "register.redefine" then define($b.definition) | .unicode = ($b.unicode // .unicode)
    elif {"person.add": ["name"], "key.revoke": ["key"], "role.grant": ["role", "scope"], "role.revoke": ["role", "scope"]}
      [$i.act] // [] | all($b[.] | text) | not then error
    elif $i.act == "person.add" then if $who | id then .people[$who] = true else error end
    elif $i.act == "person.close" then .people[$who] = false | .grants |= with_entries(select(.key | fromjson[0] != $who))
      | .keys |= map_values(if .person == $who then .open = false else . end)
    elif $i.act == "key.add" then .keys[$b.public | key] = ({person: $who, open: true, expires: $b.expires}
      | if .expires == null or (.expires | instant) then . else error end)
    elif $i.act == "key.revoke" then ($b.key | if contains("_") then "" else file end) as $k
      | if $b.suspected_from | . == null or whole | not then error elif .keys[$k] then
        .keys[$k] += {open: false, stolen: ($b.suspected_from != null and $b.suspected_from <= .n)} else . end
    elif $i.act == "role.grant" then grant($who; $b.role; $b.scope; true)
    elif $i.act == "role.revoke" then grant($who; $b.role; $b.scope; false)
    elif $i.act == "register.countersign" then .countersigned = true else . end;
  def effect($l; $i; $subject; $b): ($subject | .[index("/") + 1:]) as $who
    | if $i.act == "register.open" and $subject != "register/1" then . # a founder, or no register of ours
    elif .countersigned and ($i.act | IN("key.add", "role.grant", "register.redefine")) then
      .waiting[.n | waits($subject)] = {act: $i.act, body: $b, by: $i.person}
    elif $i.act | IN("person.confirm", "register.confirm") then ($b.entry | waits($subject)) as $at | .waiting[$at] as $w
      | del(.waiting[$at]) | if $b.accept == true then people($l; $i + {act: $w.act}; $who; $w.body) else . end
    else people($l; $i; $who; $b) end;
  def record($l; $i): reduce $i.items[] as $item (.; effect($l; $i; $item.subject; $item.body)
    | .cases[$item.subject] = {version: ($item.version + 1), tip: $l.intent, state: $item.to, done: (
        (if any(.law.acts[]; .name == $i.act and .new_round) then {} else .cases[$item.subject].done // {} end)
        | .[$i.act][$i.person] = true)});
  label $done | foreach (inputs, null) as $row (
    {n: 0, people: {}, keys: {}, grants: {}, waiting: {}, cases: {}, prevs: [], newest: ""};
    if $row == null then .out = (.keys | to_entries[] | select(.value.stolen | not) | "\(.key) \(.value.person)") else
      ($row | split("\t")) as $part | ($part[0] | fromjson | .key |= file) as $l | .prevs += [$l.prev]
      | ((try ($part[1:] | join("\t") | intent) catch null) // null) as $i
      | (if .keys[$l.key] or (.n == 0 and any($i.items[0]?.body.people[]?.keys[]?; key? == $l.key))
          then $l.key else "-" end) as $key # a key that nobody has here and now verifies nothing
      | .verdict = (if $l.seq != .n then "gap" elif $i == null then "unreadable"
          elif (try (if .n == 0 then founding($l; $i) else lawful($l; $i) end) catch false) | not then "unlawful"
          elif $l.recorded_at < .newest then "time-runs-back" else "good" end)
      | (if .verdict == "good" then (try record($l; $i) catch null) // (.verdict = "cannot-project") else . end)
      | .out = ([.verdict, $l.seq, $key, $l.prev, $l.intent, $i.enclosures[]?] | join(" "))
      | .n += 1 | .newest = $l.recorded_at end;
    .out, if .verdict != "good" then break $done else empty end);
