// Runs verify.mjs on many bundles in one process: a line each, the exit code and what it said first.
const say = console.log
for (const [number, folder] of process.argv.slice(2).entries()) {
  const said = []
  console.log = (...words) => said.push(words.join(' '))
  process.argv = [...process.argv.slice(0, 2), folder]
  await import(`./verify.mjs?${number}`)  // another address, another module: nothing stays from the one before
  say(process.exitCode, said[0])
}
process.exitCode = 0
