// A verifier of bundles that shares nothing with the program: node verify.mjs DIR [DEFINITION]. Prints "good N entries" and
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
const DEMONSTRATION = new Set([  // keys that everybody has: only a register whose clock stands still takes them
  'SHA256:6XK94jdSqe7uBXT5eOhpafS4A85K2uBeckmKIjuDI+M',
  'SHA256:5jU4hrMd0ZBt7RaKObrm0OHl0YFEd4M2XqSELNrmdh4',
  'SHA256:VAtUf6TTuXJDPxOdCV7BtnF3GmTGE0XdcjkXXMr4/P4',
  'SHA256:0Ke55Pf4aLNmk+IoQ1bcXsUYBlLZi7CLX8I1kCZYnns',
  'SHA256:KMbg8VhzAqGlnv7STveDtDmPjUmO18kqWgfCR4r5yXQ',
  'SHA256:7GHDuFTqQBoriD2bvnBcC2qG2vxUrGM6ELtkp3LUZ50',
  'SHA256:LOyfJJqRxSySVRY3gYf+9FdOtblpm587hWwY8m4QXM8'])
const RELEASED = [  // every definition that was ever released, in order, and the rules that acts under it may name
  ['52a1fa1a19323965ad2cc3fd63ab8e3668436b40f0acc571b5be2fb4bade1821', ['1']],
  ['4ab3f944f7de38e2fac5e6992957280c25b278d307ea386c762402a671bbcbb2', ['2']],
  ['f9b3c99a524d8a84ea6edb3a93738455085a226acdb47127fea7f441ba9c558d', ['2']],
]
// Characters that no text may hold, in a register that keeps to Unicode 3.2
const REFUSED = new RegExp(`[${`
0-8 B-1F 7F-9F AD 221 234-24F 2AE-2AF 2EF-2FF 34F-35F 370-373 376-379 37B-37D 37F-383 38B 38D 3A2 3CF
3F7-3FF 487 4CF 4F6-4F7 4FA-4FF 510-530 557-558 560 588 58B-590 5A2 5BA 5C5-5CF 5EB-5EF 5F5-60B 60D-61A
61C-61E 620 63B-63F 656-65F 6DD 6EE-6EF 6FF 70E-70F 72D-72F 74B-77F 7B2-900 904 93A-93B 94E-94F 955-957
971-980 984 98D-98E 991-992 9A9 9B1 9B3-9B5 9BA-9BB 9BD 9C5-9C6 9C9-9CA 9CE-9D6 9D8-9DB 9DE 9E4-9E5
9FB-A01 A03-A04 A0B-A0E A11-A12 A29 A31 A34 A37 A3A-A3B A3D A43-A46 A49-A4A A4E-A58 A5D A5F-A65 A75-A80
A84 A8C A8E A92 AA9 AB1 AB4 ABA-ABB AC6 ACA ACE-ACF AD1-ADF AE1-AE5 AF0-B00 B04 B0D-B0E B11-B12 B29 B31
B34-B35 B3A-B3B B44-B46 B49-B4A B4E-B55 B58-B5B B5E B62-B65 B71-B81 B84 B8B-B8D B91 B96-B98 B9B B9D
BA0-BA2 BA5-BA7 BAB-BAD BB6 BBA-BBD BC3-BC5 BC9 BCE-BD6 BD8-BE6 BF3-C00 C04 C0D C11 C29 C34 C3A-C3D C45
C49 C4E-C54 C57-C5F C62-C65 C70-C81 C84 C8D C91 CA9 CB4 CBA-CBD CC5 CC9 CCE-CD4 CD7-CDD CDF CE2-CE5
CF0-D01 D04 D0D D11 D29 D3A-D3D D44-D45 D49 D4E-D56 D58-D5F D62-D65 D70-D81 D84 D97-D99 DB2 DBC DBE-DBF
DC7-DC9 DCB-DCE DD5 DD7 DE0-DF1 DF5-E00 E3B-E3E E5C-E80 E83 E85-E86 E89 E8B-E8C E8E-E93 E98 EA0 EA4 EA6
EA8-EA9 EAC EBA EBE-EBF EC5 EC7 ECE-ECF EDA-EDB EDE-EFF F48 F6B-F70 F8C-F8F F98 FBD FCD-FCE FD0-FFF 1022
1028 102B 1033-1035 103A-103F 105A-109F 10C6-10CF 10F9-10FA 10FC-10FF 115A-1160 11A3-11A7 11FA-11FF 1207
1247 1249 124E-124F 1257 1259 125E-125F 1287 1289 128E-128F 12AF 12B1 12B6-12B7 12BF 12C1 12C6-12C7 12CF
12D7 12EF 130F 1311 1316-1317 131F 1347 135B-1360 137D-139F 13F5-1400 1677-167F 169D-169F 16F1-16FF 170D
1715-171F 1737-173F 1754-175F 176D 1771 1774-177F 17B4-17B5 17DD-17DF 17EA-17FF 180B-180F 181A-181F
1878-187F 18AA-1DFF 1E9C-1E9F 1EFA-1EFF 1F16-1F17 1F1E-1F1F 1F46-1F47 1F4E-1F4F 1F58 1F5A 1F5C 1F5E
1F7E-1F7F 1FB5 1FC5 1FD4-1FD5 1FDC 1FF0-1FF1 1FF5 1FFF 200B-200F 2028-202E 2053-2056 2058-205E 2060-206F
2072-2073 208F-209F 20B2-20CF 20EB-20FF 213B-213C 214C-2152 2184-218F 23CF-23FF 2427-243F 244B-245F 24FF
2614-2615 2618 267E-267F 268A-2700 2705 270A-270B 2728 274C 274E 2753-2755 2757 275F-2760 2795-2797 27B0
27BF-27CF 27EC-27EF 2B00-2E7F 2E9A 2EF4-2EFF 2FD6-2FEF 2FFC-2FFF 3040 3097-3098 3100-3104 312D-3130 3164
318F 31B8-31EF 321D-321F 3244-3250 327C-327E 32CC-32CF 32FF 3377-337A 33DE-33DF 33FF 4DB6-4DFF 9FA6-9FFF
A48D-A48F A4C7-ABFF D7A4-F8FF FA2E-FA2F FA6B-FAFF FB07-FB12 FB18-FB1C FB37 FB3D FB3F FB42 FB45 FBB2-FBD2
FD40-FD4F FD90-FD91 FDC8-FDEF FDFD-FE1F FE24-FE2F FE47-FE48 FE53 FE67 FE6C-FE6F FE75 FEFD-FF00 FFA0
FFBF-FFC1 FFC8-FFC9 FFD0-FFD1 FFD8-FFD9 FFDD-FFDF FFE7 FFEF-FFFB FFFE-102FF 1031F 10324-1032F
1034B-103FF 10426-10427 1044E-1CFFF 1D0F6-1D0FF 1D127-1D129 1D173-1D17A 1D1DE-1D3FF 1D455 1D49D
1D4A0-1D4A1 1D4A3-1D4A4 1D4A7-1D4A8 1D4AD 1D4BA 1D4BC 1D4C1 1D4C4 1D506 1D50B-1D50C 1D515 1D51D 1D53A
1D53F 1D545 1D547-1D549 1D551 1D6A4-1D6A7 1D7CA-1D7CD 1D800-1FFFF 2A6D7-2F7FF 2FA1E-10FFFF
`.trim().split(/\s+/).map(part => part.split('-').map(code => `\\u{${code}}`).join('-')).join('')}]`, 'u')
const LETTERS = '0-9A-Za-z\u00c0-\u00c3\u00c8-\u00ca\u00cc\u00cd\u00d2-\u00d5\u00d9\u00da\u00dd\u0102\u0110\u0128\u0168\u01a0\u01af' +
  '\u00e0-\u00e3\u00e8-\u00ea\u00ec\u00ed\u00f2-\u00f5\u00f9\u00fa\u00fd\u0103\u0111\u0129\u0169\u01a1\u01b0\u1ea0-\u1ef9'
const SUBJECT = new RegExp(`^[a-z]+/(?=.{1,100}$)[${LETTERS}]+([._-]+[${LETTERS}]+)*$`)
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
  need([undefined, true, false].includes(said.carried))
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

const people = new Map(), keys = new Map(), grants = new Set(), waiting = new Map(), cases = new Map()
const leaves = [], recorded = []  // of each entry: its leaf, and when it was recorded
const WAIT = ['key.add', 'role.grant', 'register.redefine'], CONFIRM = ['person.confirm', 'register.confirm']
const grant = (...parts) => JSON.stringify(parts)
const holds = (value, names) => isObject(value) && Object.keys(value).sort().join(' ') === names
const texts = value => isText(value) ? [value] : value === null || typeof value !== 'object' ? [] :
  Object.entries(value).flatMap(([name, one]) => [...Array.isArray(value) ? [] : [name], ...texts(one)])
const clean = said => !texts(said).some(text => REFUSED.test(text))
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const awaited = item => Number.isInteger(item.body.entry) ? waiting.get(`${item.body.entry} ${item.subject}`) : undefined
const register = {}, definitions = new Map(RELEASED)  // and the one that the reader names, with null: any rules
const place = digest => [...definitions.keys()].indexOf(digest)
const allows = said => definitions.has(said.definition) && (definitions.get(said.definition)?.includes(said.rules) ?? true)

function define(text) {
  register.digest = hex(text)
  register.acts = new Map(JSON.parse(text).acts.map(act => [act.name, act]))
  register.steward = JSON.parse(text).steward
}

function founder(people, key) {  // the founder's key that is called so
  for (const one of people) for (const text of one.keys) {
    const [name, raw] = publicKey(text)
    if (name === key) return raw
  }
}

function founding(line, said) {
  const body = said.items[0].body, ids = new Set(), owners = new Map()
  const unicode = 'unicode' in body ? ' unicode' : ''
  need(holds(body, `clock definition name note people${unicode}`) && (!unicode || body.unicode === '3.2.0'))
  need(!unicode && said.definition === RELEASED[0][0] || clean(said))
  need(said.items.every(({ subject }) => SUBJECT.test(subject)))
  need([body.definition, body.name, body.note].every(isText))
  need(['system', 'journal'].includes(body.clock) && body.people.length > 0)
  for (const one of body.people) {
    need(holds(one, 'id keys name') && isText(one.id) && ID.test(one.id) && !ids.has(one.id))
    need(isText(one.name) && !isBlank(one.name) && [...one.name].length <= 200)
    ids.add(one.id)
    for (const name of new Set(one.keys.map(key => publicKey(key)[0]))) {
      need(body.clock === 'journal' || !DEMONSTRATION.has(name))
      need(!owners.has(name))
      owners.set(name, one.id)
    }
  }
  define(body.definition)
  const opened = said.items.map(({ subject, version, parent, from, to, body }) => [subject, version, parent, from, to, body])
  const bare = (subject, body) => [subject, 0, '', null, null, body]
  return said.act === 'register.open' && said.register === '' && said.seen.seq === 0 && said.seen.leaf === '' &&
    same(opened, [bare('register/1', body), ...[...ids].map(id => bare(`person/${id}`, {}))]) &&
    said.definition === register.digest && allows(said) && said.role === register.steward && said.scope === '*' &&
    owners.get(line.key) === said.person
}

function restored(body) {  // what a restore names: the entry kept is here, the lost ones are not
  const { seq, leaf, lost } = body, at = number => leaves[number]?.toString('hex')
  const isHash = value => isText(value) && new RegExp(`^${HASH}$`).test(value)
  if (!('leaf' in body) && !('lost' in body)) return true  // the form without leaf hashes
  return isWhole(seq) && isHash(leaf) && at(seq) === leaf && Array.isArray(lost) && lost.length <= 500 &&
    lost.every((one, i) => holds(one, 'leaf seq') && isWhole(one.seq) && isHash(one.leaf) &&
      one.seq > (i ? lost[i - 1].seq : seq) && at(one.seq) !== one.leaf)
}

function forbidden(line) {  // whether it is a key of the demonstration, in a register that is none
  try { return !register.training && DEMONSTRATION.has(publicKey(line)[0]) } catch { return false }
}

function lawful(line, said) {
  const act = register.acts.get(said.act), key = keys.get(line.key)
  return act && !(said.act === 'key.add' && said.items.some(item => forbidden(item.body.public))) &&
    said.items.every(({ subject }) => SUBJECT.test(subject)) && (!register.unicode && said.definition === RELEASED[0][0] || clean(said)) &&
    said.register === register.id && said.definition === register.digest && allows(said) &&
    (said.act !== 'register.redefine' || said.items.every(({ body }) => isText(body.definition) &&
      place(hex(body.definition)) > place(said.definition))) &&
    said.seen.seq < leaves.length && leaves[said.seen.seq].toString('hex') === said.seen.leaf &&
    key?.person === said.person && key.open && !(key.expires <= line.recorded_at) && people.get(said.person) &&
    act.roles.includes(said.role) && grants.has(grant(said.person, said.role, said.scope)) &&
    (!act.reason_required || !isBlank(said.reason)) && said.items.every(item => {
    const now = cases.get(item.subject), state = now?.state ?? null, moves = act.sources.includes(state)
    return item.version === (now?.version ?? 0) && item.parent === (now?.tip ?? '') && act.opens === !now &&
      item.subject.split('/')[0] === act.kind && (moves || !act.sources.length) &&
      item.from === state && item.to === (act.opens ? act.dest : moves ? act.dest ?? state : state) &&
      !act.distinct_from.some(other => now?.done.has(`${other} ${said.person}`)) &&
      (said.act !== 'restore' || restored(item.body)) &&
      (!CONFIRM.includes(said.act) || awaited(item) && !(item.body.accept === true && awaited(item).by === said.person))
  })
}

const changes = {  // what acts on the register and its people change, from the next entry on
  __proto__: null,
  'register.open': (_, body, said) => {
    register.unicode = body.unicode
    register.training = body.clock === 'journal'
    for (const one of body.people) {
      people.set(one.id, true)
      grants.add(grant(one.id, said.role, '*'))
      for (const key of one.keys) changes['key.add'](one.id, { public: key })
    }
  },
  'register.redefine': (_, body) => {
    need(isText(body.definition))
    define(body.definition)
    register.unicode = body.unicode ?? register.unicode
  },
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
    if (key) Object.assign(key, { open: false, stolen: since !== null && since <= leaves.length })
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
  recorded.push(recorded_at)
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
  const good = signatures.filter(([name, raw]) => [...keys.values()].some(key => {
    const witness = raw.length === 76, own = witness ? key.person : origin
    const id = sha(`${own}\n`, witness ? '\x04' : '\x01', key.raw).subarray(0, 4)
    const said = witness ? `cosignature/v1\ntime ${raw.readBigUInt64BE(4)}\n${note}` : note
    return !key.stolen && name === own && id.equals(raw.subarray(0, 4)) &&
      ed25519(key.raw, raw.subarray(witness ? 12 : 4), Buffer.from(said))
  }))
  if (!good.length) return 'checkpoint-unsigned'
  if (Number(size) > leaves.length) return 'tail-missing'
  if (root(Number(size)) !== top) return 'past-rewritten'
  const times = good.filter(([, raw]) => raw.length === 76).map(([, raw]) => Number(raw.readBigUInt64BE(4)))
  const latest = Math.min(Math.max(0, ...times) - 300, 253402300799)  // clocks may differ by five minutes
  const moment = new Date(latest * 1000).toISOString().replace('.000', '')
  if (!register.training && times.length && recorded[Number(size)] < moment) return 'dated-before-cosignature'
}

function main(folder, own) {
  if (!folder || !['journal.jsonl', 'intents.jsonl'].every(name => isFile(join(folder, name)))) {
    console.error('usage: node verify.mjs DIR [DEFINITION]')
    return 2
  }
  if (own) definitions.set(hex(readFileSync(own, 'utf8').replace(/\n+$/, '')), null)
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

process.exitCode = main(...process.argv.slice(2))
