// The Bluesky network on one machine (directory, personal data server, AppView), by its own developers' @atproto/dev-env.
// Told by lines on standard input: {"author", "text", "reply"?} posts, {"author", "delete"} takes back. Answers a line each.
const { TestNetwork } = require('@atproto/dev-env')
const readline = require('node:readline')

async function main() {
  const network = await TestNetwork.create({ pds: { hostname: 'localhost' }, bsky: { dbPostgresSchema: 'bsky' } })
  const people = {}
  const person = async (name) => {
    if (!people[name]) {
      const agent = network.pds.getClient()
      await agent.createAccount({ email: `${name}@example.org`, handle: `${name}.test`, password: `password-of-${name}` })
      people[name] = agent
    }
    return people[name]
  }
  await person('veille')
  console.log(JSON.stringify({ up: network.pds.url }))
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const told = JSON.parse(line)
    const agent = await person(told.author)
    if (told.delete) {
      await agent.deletePost(told.delete)
      await network.processAll()
      console.log(JSON.stringify({}))
    } else if (told.text) {
      const reply = told.reply && { root: told.reply, parent: told.reply }
      const made = await agent.post({ text: told.text, langs: ['fr'], createdAt: new Date().toISOString(), reply })
      await network.processAll() // what the network itself takes to index a post is none of our delay
      console.log(JSON.stringify({ uri: made.uri, cid: made.cid }))
    }
  }
  await network.close()
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
