// A Bluesky network in one process: account directory (PLC), account server (PDS), app view.
// Argument: the account server's port. Prints "ready" once all of it answers; ends on SIGTERM.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const port = Number(process.argv[2])
const found = createRequire(`${process.cwd()}/`).resolve('@atproto/dev-env')
const loaded = await import(pathToFileURL(found).href)
const { TestNetwork } = loaded.TestNetwork ? loaded : loaded.default

const network = await TestNetwork.create({
  plc: { port: port - 1 },
  pds: { port, hostname: 'localhost', enableDidDocWithSession: true, rateLimitsEnabled: true },
  bsky: { port: port + 1, publicUrl: `http://localhost:${port + 1}`, dbPostgresSchema: 'samimi' },
  ozone: { port: port + 2 },
})
console.log('ready', Math.round(process.memoryUsage().rss / 1e6), 'MB')
process.on('SIGTERM', () => {
  network.close().finally(() => process.exit(0))
})
setInterval(() => {}, 2 ** 30)
