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

# The keys and definitions that an intent brings, whose hashes are wanted.
def named($listed):
  try strict catch empty | (.items | if type == "object" then $listed[.enclosed | strings] else . end)[]?.body?
  | ("key " + ((.people?[]?.keys?[]?, .public?) | strings | blob)),
    ("text " + (.definition? | strings | @base64));

# Of each entry: verdict, number, key, prev, intent, enclosures; then the keys that may sign notes.
def verdicts($hashes; $listed; $time):
  def whole: type == "number" and . >= 0;
  def text: type == "string";
  def list: type == "array";
  def flag: type == "boolean";
  def instant: text and test("^" + $time + "\\z");
  def file: gsub("/"; "_");
  def waits($subject): if type == "number" then "\(.) \($subject)" else "" end; # where an act waits for its confirmation
  def key: $hashes[blob] // error;
  def intent: strict | if .items | type == "object" then .enclosures as $own | .items as $list | .items = $listed[
      $list.enclosed | select(IN($own[]))] | if (.items | length) == $list.count then . else error end else . end
    | if .v == 1 and (.body | type == "object") and (.seen.seq | whole) and ([.id, .register, .definition, .rules, .act,
        .person, .role, .scope, .claimed_at, .reason, .seen.leaf] | all(text)) and (.id | test("^[0-9a-f]{32}\\z"))
      and (.claimed_at | instant)
      and (.enclosures | type == "array" and all(test("^[0-9a-f]{64}\\z")))
      and (.items | type == "array" and length > 0 and length == (unique_by(.subject) | length)
        and all((.subject | test("^[^/]+/(.|\n)")) and (.version | whole) and (.parent | text) and has("from") and has("to")
          and ([.from, .to] | all(. == null or text)) and (.body | type == "object")))
      then . else error end;
  def id: text and test("^[a-z0-9]+([.-][a-z0-9]+)*\\z");
  def sound: keys == ["clock", "definition", "name", "note", "people"] and ([.definition, .name, .note] | all(text))
    and (.clock | IN("system", "journal")) and (.people | type == "array" and length > 0
      and all(keys == ["id", "keys", "name"] and (.id | id) and (.keys | type == "array")
        and (.name | text and (blank | not) and length <= 200))
      and (map(.id) | length == (unique | length)) and ([.[].keys | map(key) | unique[]] | length == (unique | length)));
  def law: . as $text | fromjson # in its one form: a part more, or one said twice, would be dropped by some readers
    | if tojson == $text and keys_unsorted == ["name", "kind", "states", "acts", "roles", "steward", "exclusions"]
      and ([.name, .kind, .steward, .roles[]] | all(text)) and ([.states, .acts, .roles, .exclusions] | all(list))
      and all(.states[]; keys_unsorted == ["name", "initial", "final"] and (.name | text)
        and ([.initial, .final] | all(flag)))
      and all(.exclusions[]; list and length == 3 and (.[:2] | all(text)) and (.[2] | flag))
      and all(.acts[]; keys_unsorted == ["name", "kind", "roles", "sources", "dest", "opens", "guards",
          "reason_required", "distinct_from", "new_round"]
        and ([.roles, .sources, .guards, .distinct_from] | all(list) and ([.[][]] | all(text)))
        and ([.name, .kind, (.dest | values)] | all(text)) and ([.opens, .reason_required, .new_round] | all(flag)))
      and (.acts | length == (unique_by(.name) | length))
      then . else error end;
  def founding($l; $i): $i.items[0].body as $b | {version: 0, parent: "", from: null, to: null} as $new
    | $i.act == "register.open" and $i.register == "" and $i.seen.seq == 0 and $i.seen.leaf == "" and ($b | sound)
    and [$i.items[] | {subject, version, parent, from, to, body}] ==
      [$new + {subject: "register/1", body: $b}, ($b.people[] | $new + {subject: ("person/" + .id), body: {}})]
    and $i.definition == $hashes[$b.definition | @base64]
    and $i.role == ($b.definition | law.steward) and $i.scope == "*"
    and any($b.people[]; .id == $i.person and any(.keys[]; key == $l.key));
  def lawful($l; $i): . as $s | first((.law.acts[] | select(.name == $i.act)), null) as $act
    | $i.register == .register and $i.definition == .digest and $act != null
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
      and ($i.act | IN("person.confirm", "register.confirm") | not) or ($s.waiting[.body.entry | waits($item.subject)]
        | . != null and (.by != $i.person or $item.body.accept != true)));
  def define($text): .law = ($text | law) | .digest = $hashes[$text | @base64];
  def grant($person; $role; $scope; $held): .grants[[$person, $role, $scope] | tojson] = $held;
  def people($l; $i; $who; $b): # what acts on the register and its people change, once they take effect
    if $i.act == "register.open" then define($b.definition) | .register = $l.intent
      | reduce $b.people[] as $one (.; .people[$one.id] = true | grant($one.id; $i.role; "*"; true)
        | reduce $one.keys[] as $k (.; .keys[$k | key] = {person: $one.id, open: true}))
    elif $i.act == "register.redefine" then define($b.definition)
    elif {"person.add": ["name"], "key.revoke": ["key"], "role.grant": ["role", "scope"], "role.revoke": ["role", "scope"]}
      [$i.act] // [] | all($b[.] | text) | not then error
    elif $i.act == "person.add" then if $who | id then .people[$who] = true else error end
    elif $i.act == "person.close" then .people[$who] = false | .grants |= with_entries(select(.key | fromjson[0] != $who))
      | .keys |= map_values(if .person == $who then .open = false else . end)
    elif $i.act == "key.add" then .keys[$b.public | key] = ({person: $who, open: true, expires: $b.expires}
      | if .expires == null or (.expires | instant) then . else error end)
    elif $i.act == "key.revoke" then ($b.key | if contains("_") then "" else file end) as $k
      | if $b.suspected_from | . == null or whole | not then error elif .keys[$k] then
        .keys[$k] += {open: false, stolen: ($b.suspected_from != null)} else . end
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
