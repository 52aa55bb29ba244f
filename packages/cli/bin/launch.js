/*
 * Starts an entry of this package on a Node that can run it. Written so that Node 12 can read it: an older Node
 * looks for the npm package `node` beside us and hands over to it, or says what to do; it never shows a stack trace.
 */
'use strict'
var fs = require('fs')
var path = require('path')

var NEEDED = 24
var root = path.join(__dirname, '..')

/** Sources are run in a checkout that is not built, and wherever development asks for them. */
function wantsSources (entry) {
  var asked = process.execArgv.concat((process.env.NODE_OPTIONS || '').split(' ')).join(' ')
  var condition = /(--conditions|-C)[ =]hivemind-src/.test(asked)
  return condition ? 'asked' : fs.existsSync(path.join(root, 'dist', entry + '.js')) ? null : 'unbuilt'
}

/**
 * The compiled entry: bundled, as the build leaves it, or as it was compiled when that is newer. One file is found and
 * read sooner than sixty.
 */
function compiled (entry) {
  var dist = path.join(root, 'dist')
  var bundle = path.join(dist, 'bundled-' + entry.replace('/', '-') + '.cjs')
  if (madeMs(bundle) < Math.max(1, madeMs(path.join(dist, '.tsbuildinfo')))) return path.join(dist, entry + '.js')
  // Where the build has left compiled code; other users of this machine have their own, or none.
  if (parseInt(process.versions.node, 10) >= NEEDED) require('module').enableCompileCache(path.join(dist, 'code-cache'))
  return bundle
}

function madeMs (file) {
  try {
    return fs.statSync(file).mtimeMs
  } catch (_) {
    return 0
  }
}

/** Path of a Node that is new enough, from the npm package `node`, or null. */
function newerNode () {
  try {
    var manifest = require.resolve('node/package.json', { paths: [root] })
    if (parseInt(JSON.parse(fs.readFileSync(manifest, 'utf8')).version, 10) < NEEDED) return null
    var binary = path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return fs.existsSync(binary) ? binary : null
  } catch (_) {
    return null
  }
}

/** Run the same words on another Node; signals reach it, its end becomes ours. */
function handOver (binary, options, script) {
  var child = require('child_process').spawn(binary, options.concat([script], process.argv.slice(2)), { stdio: 'inherit' })
  // A terminal sends the keyboard's signals to both of us; only without one are they ours to pass on.
  var terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  var signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP']
  signals.forEach(function (signal, at) {
    process.on(signal, function () { if (at > 1 || !terminal) child.kill(signal) })
  })
  child.on('error', function (error) {
    process.stderr.write('error HIVE_CLI_NODE: ' + binary + ' cannot be started: ' + error.message + '\n')
    process.exit(78)
  })
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code)
    signals.forEach(function (name) { process.removeAllListeners(name) })
    process.kill(process.pid, signal)
  })
}

function refuse () {
  process.stderr.write([
    'error HIVE_CLI_NODE: hivemind needs Node.js ' + NEEDED + ' or newer; this is ' + process.version + ' (' + process.execPath + ').',
    '  do    In a checkout of hivemind, run npm ci: it brings Node ' + NEEDED + ' with it, and npx hivemind uses it.',
    '        Elsewhere: npm install node@' + NEEDED + ' in the same project, or install it from https://nodejs.org/en/download',
    '  exit  78', ''
  ].join('\n'))
  process.exit(78)
}

module.exports = function launch (entry) {
  var sources = wantsSources(entry)
  var old = parseInt(process.versions.node, 10) < NEEDED
  var binary = old ? newerNode() : process.execPath
  if (binary === null) return refuse()
  var script = sources === null ? compiled(entry) : path.join(root, 'src', entry + '.ts')
  if (old || sources === 'unbuilt') return handOver(binary, sources === null ? [] : ['--conditions=hivemind-src'], script)
  // The entry finds its words where it would if it had been started itself.
  process.argv[1] = script
  require(script)
}
