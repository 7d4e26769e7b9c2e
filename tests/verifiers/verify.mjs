// A verifier of bundles that shares nothing with the program: node verify.mjs DIR. Prints "good N entries" and
// ends with 0, or what is wrong, CODE PLACE, and ends with 1; with 2 where it could not check.
// What it checks stands in the bundle's VERIFY.txt.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const LONGEST = 2 ** 20, TEXT = 65536, NUMBER = 2n ** 53n
const HASH = '[0-9a-f]{64}', FORM = '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
const LINE = new RegExp(`^\\{"v":1,"seq":(0|[1-9][0-9]{0,15}),"prev":"(${HASH})","recorded_at":"(${FORM})",` +
  `"intent":"(${HASH})","key":"(SHA256:[A-Za-z0-9+/]{43})","sig":"([A-Za-z0-9+/]{85}[AQgw]==)"\\}$`)
// Signs of Unicode 15 to 17 that take part in normal forms: each stands for itself, as for a reader of Unicode 14.
const NEWER = new RegExp(
  '[\\u0897\\u1acf-\\u1add\\u1ae0-\\u1aeb\\u{105c9}\\u{105d2}\\u{105da}\\u{105e4}' +
  '\\u{10d69}-\\u{10d6d}\\u{10efa}-\\u{10efb}\\u{10efd}-\\u{10eff}\\u{11382}-\\u{11385}\\u{1138b}' +
  '\\u{1138e}\\u{11390}-\\u{11391}\\u{113b8}\\u{113bb}\\u{113c2}\\u{113c5}\\u{113c7}-\\u{113c9}' +
  '\\u{113ce}-\\u{113d0}\\u{11f41}-\\u{11f42}\\u{1611e}-\\u{16129}\\u{1612f}\\u{16d63}' +
  '\\u{16d67}-\\u{16d6a}\\u{1e08f}\\u{1e4ec}-\\u{1e4ef}\\u{1e5ee}-\\u{1e5ef}\\u{1e6e3}\\u{1e6e6}' +
  '\\u{1e6ee}-\\u{1e6ef}\\u{1e6f5}]', 'u')
const SSH = Buffer.from('0000000b7373682d6564323535313900000020', 'hex')  // "ssh-ed25519", and 32 bytes follow
const ID = /^[a-z0-9]+([.-][a-z0-9]+)*$/  // of a person
const WEAK = new RegExp('^(?:0[01](?:00){30}[08]0|e[cde](?:ff){30}[7f]f|' +  // of small order: anybody signs for them
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc[08]5|' +
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03[7f]a)$')
const DER = Buffer.from('302a300506032b6570032100', 'hex')

const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const hex = (...parts) => sha(...parts).toString('hex')
const isFile = path => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
const isDirectory = path => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
const utf8 = bytes => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
const need = (sound, code = 'unreadable') => { if (!sound) throw new Error(code) }
const isInstant = value => new RegExp(`^${FORM}$`).test(value) && !isNaN(Date.parse(value)) &&
  new Date(value).toISOString() === value.replace('Z', '.000Z')  // else a day or hour that the calendar lacks
const isNormal = text => text.split(NEWER).every(part => part === part.normalize())
const isText = value => typeof value === 'string'
const isWhole = value => Number.isInteger(value) && value >= 0
const isBlank = text => !/[^\p{White_Space}\x1c-\x1f]/u.test(text)
const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value)
const base64 = text => {  // strictly: there is one way to write it
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
const ed25519 = (raw, sig, message) => {
  try {
    const key = createPublicKey({ key: Buffer.concat([DER, raw]), format: 'der', type: 'spki' })
    return sig.length === 64 && verify(null, message, key, sig)
  } catch { return false }
}

function* lines(path) {  // with their line breaks; a line past the limit comes in pieces, as no whole line
  const file = openSync(path), chunk = Buffer.alloc(65536)
  let held = Buffer.alloc(0)
  for (let size; (size = readSync(file, chunk)) > 0;) {
    held = Buffer.concat([held, chunk.subarray(0, size)])
    for (let end; (end = held.indexOf(10)) >= 0 || held.length >= LONGEST;) {
      const cut = Math.min(end < 0 ? LONGEST : end + 1, LONGEST)
      yield held.subarray(0, cut)
      held = held.subarray(cut)
    }
  }
  closeSync(file)
  if (held.length) yield held
}

// One JSON object: no name said twice, whole numbers up to 2**53, depth 8, NFC, no half surrogate pair.
function strict(bytes) {
  const text = utf8(bytes)
  const token = /[ \t]*("(?:[^"\\\x00-\x1f]|\\.)*"|[[\]{}:,]|true|false|null|-?(?:0|[1-9][0-9]{0,15})(?![0-9.eE]))/y
  let next = '', at = 0
  const step = () => { const was = next; next = token.exec(text)?.[1] ?? ''; at = token.lastIndex || at; return was }
  const list = (end, one) => {  // what stands between brackets, with commas
    for (let first = true; next !== end; first = false) { need(first || step() === ','); one() }
    step()
  }
  const string = () => {
    const said = JSON.parse(step())
    need(isText(said) && !/\p{Surrogate}/u.test(said) && isNormal(said))
    return said
  }
  const value = depth => {
    if (next[0] === '"') return string()
    const sign = step()
    need(sign && !']},:'.includes(sign) && (depth <= 8 || !'[{'.includes(sign)))
    if (sign === '[') { const found = []; list(']', () => found.push(value(depth + 1))); return found }
    if (sign === '{') {
      const found = Object.create(null)
      list('}', () => {
        const name = string()
        need(step() === ':' && !(name in found))
        found[name] = value(depth + 1)
      })
      return found
    }
    const plain = JSON.parse(sign)
    need(typeof plain !== 'number' || (BigInt(sign) <= NUMBER && BigInt(sign) >= -NUMBER))
    return plain
  }
  need(bytes.length <= TEXT && isNormal(text))
  step()
  const found = value(1)
  need(isObject(found) && next === '' && /^[ \t]*$/.test(text.slice(at)))
  return found
}

function enclosure(digest) {
  need(new RegExp(`^${HASH}$`).test(digest) && isFile(join('enclosures', digest)))
  const data = readFileSync(join('enclosures', digest))
  need(hex(data) === digest)
  return data
}

function intent(raw) {
  const said = strict(raw), names = 'id register definition rules act person role scope claimed_at reason'
  need(said.v === 1 && names.split(' ').every(name => isText(said[name])) && isObject(said.body))
  need(/^[0-9a-f]{32}$/.test(said.id) && isInstant(said.claimed_at))
  need(isObject(said.seen) && isWhole(said.seen.seq) && isText(said.seen.leaf))
  need(Array.isArray(said.enclosures) && said.enclosures.every(isText))
  const enclosed = new Map(said.enclosures.map(digest => [digest, enclosure(digest)]))
  if (isObject(said.items)) {
    const listed = enclosed.get(said.items.enclosed), count = said.items.count
    need(listed)
    const texts = listed.toString('latin1').split('\n').map(text => Buffer.from(text, 'latin1'))
    need(!texts.pop().length && texts.length === count)
    said.items = texts.map(strict)
  }
  need(Array.isArray(said.items) && said.items.length > 0)
  need(new Set(said.items.map(item => item.subject)).size === said.items.length)
  for (const item of said.items) {
    need(isText(item.subject) && /^[^/]+\/[^]/.test(item.subject) && isWhole(item.version) && isText(item.parent))
    need([item.from, item.to].every(step => step === null || isText(step)) && isObject(item.body))
  }
  return said
}

function publicKey(line) {  // [name, 32 bytes]
  const [kind, text] = line.replace(/^[ \t-\r]+/, '').split(/[ \t-\r]+/), blob = base64(text)
  need(kind === 'ssh-ed25519' && blob?.length === 51 && blob.subarray(0, 19).equals(SSH))
  need(!WEAK.test(blob.subarray(19).toString('hex')))
  return ['SHA256:' + sha(blob).toString('base64').replace('=', ''), blob.subarray(19)]
}

const people = new Map(), keys = new Map(), grants = new Set(), waiting = new Map(), cases = new Map(), leaves = []
const WAIT = ['key.add', 'role.grant', 'register.redefine'], CONFIRM = ['person.confirm', 'register.confirm']
const grant = (...parts) => JSON.stringify(parts)
const holds = (value, names) => isObject(value) && Object.keys(value).sort().join(' ') === names
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const awaited = item => Number.isInteger(item.body.entry) ? waiting.get(`${item.body.entry} ${item.subject}`) : undefined
const register = {}

function define(text) {  // which has one form: a part more, or one said twice, would be dropped by some readers
  const whole = value => { need(!isText(value) || !/\p{Surrogate}/u.test(value)); return value }
  const law = JSON.parse(text, (_, value) => whole(value)), has = (value, names) => isObject(value) && Object.keys(value).join(' ') === names
  const texts = (...values) => values.every(isText), flags = (...values) => values.every(one => typeof one === 'boolean')
  need(isText(text) && JSON.stringify(law) === text && has(law, 'name kind states acts roles steward exclusions'))
  need(texts(law.name, law.kind, law.steward, ...law.roles) && [law.states, law.acts, law.roles, law.exclusions].every(Array.isArray))
  need(law.states.every(one => has(one, 'name initial final') && texts(one.name) && flags(one.initial, one.final)))
  need(law.exclusions.every(one => Array.isArray(one) && one.length === 3 && texts(...one.slice(0, 2)) && flags(one[2])))
  for (const act of law.acts) {
    need(has(act, 'name kind roles sources dest opens guards reason_required distinct_from new_round'))
    const lists = [act.roles, act.sources, act.guards, act.distinct_from]
    need(lists.every(Array.isArray) && texts(act.name, act.kind, ...lists.flat()) && (act.dest === null || isText(act.dest)))
    need(flags(act.opens, act.reason_required, act.new_round))
  }
  register.digest = hex(text)
  register.acts = new Map(law.acts.map(act => [act.name, act]))
  register.steward = law.steward
  need(register.acts.size === law.acts.length)
}

function founder(people, key) {  // the founder's key that is called so
  for (const one of people) for (const text of one.keys) {
    const [name, raw] = publicKey(text)
    if (name === key) return raw
  }
}

function founding(line, said) {
  const body = said.items[0].body, ids = new Set(), owners = new Map()
  need(holds(body, 'clock definition name note people') && [body.definition, body.name, body.note].every(isText))
  need(['system', 'journal'].includes(body.clock) && body.people.length > 0)
  for (const one of body.people) {
    need(holds(one, 'id keys name') && isText(one.id) && ID.test(one.id) && !ids.has(one.id))
    need(isText(one.name) && !isBlank(one.name) && [...one.name].length <= 200)
    ids.add(one.id)
    for (const name of new Set(one.keys.map(key => publicKey(key)[0]))) {
      need(!owners.has(name))
      owners.set(name, one.id)
    }
  }
  define(body.definition)
  const opened = said.items.map(({ subject, version, parent, from, to, body }) => [subject, version, parent, from, to, body])
  const bare = (subject, body) => [subject, 0, '', null, null, body]
  return said.act === 'register.open' && said.register === '' && said.seen.seq === 0 && said.seen.leaf === '' &&
    same(opened, [bare('register/1', body), ...[...ids].map(id => bare(`person/${id}`, {}))]) &&
    said.definition === register.digest && said.role === register.steward && said.scope === '*' &&
    owners.get(line.key) === said.person
}

function lawful(line, said) {
  const act = register.acts.get(said.act), key = keys.get(line.key)
  return act && said.register === register.id && said.definition === register.digest &&
    said.seen.seq < leaves.length && leaves[said.seen.seq].toString('hex') === said.seen.leaf &&
    key?.person === said.person && key.open && !(key.expires <= line.recorded_at) && people.get(said.person) &&
    act.roles.includes(said.role) && grants.has(grant(said.person, said.role, said.scope)) &&
    (!act.reason_required || !isBlank(said.reason)) && said.items.every(item => {
    const now = cases.get(item.subject), state = now?.state ?? null, moves = act.sources.includes(state)
    return item.version === (now?.version ?? 0) && item.parent === (now?.tip ?? '') && act.opens === !now &&
      item.subject.split('/')[0] === act.kind && (moves || !act.sources.length) &&
      item.from === state && item.to === (act.opens ? act.dest : moves ? act.dest ?? state : state) &&
      !act.distinct_from.some(other => now?.done.has(`${other} ${said.person}`)) &&
      (!CONFIRM.includes(said.act) || awaited(item) && !(item.body.accept === true && awaited(item).by === said.person))
  })
}

const changes = {  // what acts on the register and its people change, from the next entry on
  __proto__: null,
  'register.open': (_, body, said) => {
    for (const one of body.people) {
      people.set(one.id, true)
      grants.add(grant(one.id, said.role, '*'))
      for (const key of one.keys) changes['key.add'](one.id, { public: key })
    }
  },
  'register.redefine': (_, body) => { need(isText(body.definition)); define(body.definition) },
  'person.add': (who, body) => { need(isText(body.name) && ID.test(who)); people.set(who, true) },
  'person.close': who => {
    people.set(who, false)
    for (const key of keys.values()) if (key.person === who) key.open = false
    for (const held of grants) if (JSON.parse(held)[0] === who) grants.delete(held)
  },
  'key.add': (who, body) => {
    const [name, raw] = publicKey(body.public), expires = body.expires ?? undefined
    need(expires === undefined || isText(expires) && isInstant(expires))
    keys.set(name, { person: who, raw, expires, open: true, stolen: false })
  },
  'key.revoke': (who, body) => {
    const key = keys.get(body.key), since = body.suspected_from ?? null
    need(isText(body.key) && (since === null || isWhole(since)))
    if (key) Object.assign(key, { open: false, stolen: since !== null })
  },
  'role.grant': (who, { role, scope }) => { need(isText(role) && isText(scope)); grants.add(grant(who, role, scope)) },
  'role.revoke': (who, { role, scope }) => { need(isText(role) && isText(scope)); grants.delete(grant(who, role, scope)) },
  'register.countersign': () => { register.countersigned = true },
}

function effect(seq, item, said) {  // now; or, where acts are countersigned, when another confirms it
  const who = item.subject.slice(item.subject.indexOf('/') + 1)
  if (said.act === 'register.open' && item.subject !== 'register/1') return  // a founder, or no register of ours
  if (register.countersigned && WAIT.includes(said.act))
    waiting.set(`${seq} ${item.subject}`, { act: said.act, body: item.body, by: said.person })
  else if (CONFIRM.includes(said.act)) {
    const { act, body } = awaited(item)
    waiting.delete(`${item.body.entry} ${item.subject}`)
    if (item.body.accept === true) changes[act](who, body, said)
  } else changes[said.act]?.(who, item.body, said)
}

function record(line, said) {
  const act = register.acts.get(said.act)
  for (const item of said.items) {
    const now = cases.get(item.subject), done = act.new_round ? new Set() : now?.done ?? new Set()
    done.add(`${said.act} ${said.person}`)
    cases.set(item.subject, { version: item.version + 1, tip: line.intent, state: item.to, done })
    effect(line.seq, item, said)
  }
}

function attempt(work, code) { try { return work() } catch { throw new Error(code) } }

function entry(seq, text, raw, before) {  // throws the code of what is wrong; returns the line's time
  need(text?.at(-1) === 10 && raw?.at(-1) === 10, 'unreadable-store')
  const match = LINE.exec(text.subarray(0, -1).toString('latin1'))
  need(match && isInstant(match[3]), 'unreadable-store')
  raw = raw.subarray(0, -1)
  need(!raw.includes(0), 'unreadable-store')
  attempt(() => utf8(raw), 'unreadable-store')
  const [, number, prev, recorded_at, digest, key, sig] = match, line = { seq, recorded_at, intent: digest, key }
  if (number !== String(seq)) throw Object.assign(new Error('gap'), { seq: number })
  need(prev === (leaves.at(-1) ?? Buffer.alloc(32)).toString('hex') && digest === hex(raw), 'chain-broken')
  const said = attempt(() => intent(raw), 'unreadable')
  const found = seq ? keys.get(key)?.raw : attempt(() => founder(said.items[0].body.people, key), 'bad-signature')
  const string = bytes => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
  const sha512 = createHash('sha512').update(raw).digest()
  const message = Buffer.concat([Buffer.from('SSHSIG'), ...['tinhgon', '', 'sha512', sha512].map(x => string(Buffer.from(x)))])
  need(found && ed25519(found, Buffer.from(sig, 'base64'), message), 'bad-signature')
  need(attempt(() => seq ? lawful(line, said) : founding(line, said), 'unlawful'), 'unlawful')
  need(recorded_at >= before, 'time-runs-back')
  if (!seq) register.id = digest
  attempt(() => record(line, said), 'cannot-project')
  leaves.push(sha('\0', text.subarray(0, -1)))
  return recorded_at
}

function root(size) {  // RFC 6962: pairs become nodes, an odd one moves up
  let level = size ? leaves.slice(0, size) : [sha('')]
  while (level.length > 1) {
    const above = []
    for (let i = 0; i < level.length; i += 2) above.push(i + 1 < level.length ? sha('\x01', level[i], level[i + 1]) : level[i])
    level = above
  }
  return level[0].toString('base64')
}

function checkpoint(path) {  // the code of what is wrong with it, or undefined
  let match, signatures
  try {
    const data = readFileSync(path), text = utf8(data)
    need(data.length <= 100000)
    match = /^(([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n)\n((?:— [^ +\n]+ [A-Za-z0-9+/]+=*\n)+)$/.exec(text)
    need(match && base64(match[4]))
    signatures = match[5].split('\n').slice(0, -1).map(line => [line.split(' ')[1], base64(line.split(' ')[2])])
    need(signatures.every(([, raw]) => raw?.length > 4))
  } catch { return 'not-a-checkpoint' }
  const [, note, origin, size, top] = match
  if (origin !== `tinhgon/${register.id}`) return 'checkpoint-of-other-register'
  const good = signatures.some(([name, raw]) => [...keys.values()].some(key => {
    const witness = raw.length === 76, own = witness ? key.person : origin
    const id = sha(`${own}\n`, witness ? '\x04' : '\x01', key.raw).subarray(0, 4)
    const said = witness ? `cosignature/v1\ntime ${raw.readBigUInt64BE(4)}\n${note}` : note
    return !key.stolen && name === own && id.equals(raw.subarray(0, 4)) &&
      ed25519(key.raw, raw.subarray(witness ? 12 : 4), Buffer.from(said))
  }))
  if (!good) return 'checkpoint-unsigned'
  if (Number(size) > leaves.length) return 'tail-missing'
  return root(Number(size)) === top ? undefined : 'past-rewritten'
}

function main(folder) {
  if (!folder || !['journal.jsonl', 'intents.jsonl'].every(name => isFile(join(folder, name)))) {
    console.error('usage: node verify.mjs DIR')
    return 2
  }
  process.chdir(folder)
  const journal = lines('journal.jsonl'), intents = lines('intents.jsonl')
  for (let seq = 0, time = ''; ; seq++) {
    const text = journal.next().value, raw = intents.next().value
    if (!text && !raw && seq) break
    try {
      need(text || raw, 'unreadable-store')
      time = entry(seq, text, raw, time)
    } catch (error) {
      console.log(error.message, text || raw ? `journal/${error.seq ?? seq}` : 'journal')
      return 1
    }
  }
  const names = isDirectory('checkpoints') ? readdirSync('checkpoints').filter(name => name.endsWith('.txt')).sort() : []
  const wrong = names.map(name => [checkpoint(join('checkpoints', name)), name]).filter(([code]) => code)
  for (const [code, name] of wrong) console.log(code, `checkpoints/${name.replace(/[\x00-\x1f\x7f]/g, '?')}`)
  if (!wrong.length) console.log(`good ${leaves.length} entries`)
  return wrong.length ? 1 : 0
}

process.exitCode = main(process.argv[2])
