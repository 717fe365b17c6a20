// The story of tests/integration/prompts/test_story.py by supabase-js: node story.mjs API_URL ANON_KEY MODEL.
// Prints what it saw as JSON; pytest judges it.

import { randomUUID } from 'node:crypto'
import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

const [url, key, model] = process.argv.slice(2)

async function signedUp() {
  // Node 20 has no WebSocket of its own, and the client wants one when it is made.
  const client = createClient(url, key, { realtime: { transport: ws }, auth: { persistSession: false } })
  const credentials = { email: `${randomUUID()}@example.com`, password: 'a good password' }
  unwrap(await client.auth.signUp(credentials))
  unwrap(await client.auth.signInWithPassword(credentials))
  return client
}

function unwrap({ data, error }) {
  if (error) throw error
  return data
}

const author = await signedUp()
const prompt = unwrap(
  await author
    .from('prompts')
    .insert({
      name: 'Reviewer',
      template: 'Review:\n{{code}}',
      variables: [{ name: 'code', type: 'string', required: true }],
      model,
    })
    .select()
    .single(),
)
unwrap(
  await author.from('validations').insert({
    prompt_id: prompt.id,
    name: 'shape',
    type: 'SCHEMA',
    config: { type: 'object', required: ['issues', 'overall_rating'] },
  }),
)
unwrap(await author.rpc('publish_prompt', { p_prompt_id: prompt.id }))

const body = { prompt: 'Reviewer', inputs: { code: 'x = 1' } }
const record = unwrap(await author.functions.invoke('execute-prompt', { body }))
const row = unwrap(
  await author
    .from('executions')
    .select('*, cost:cost_usd::text, model_calls(*), execution_logs(*), prompts(name)')
    .eq('id', record.id)
    .single(),
)

const other = await signedUp()
const seenByTheOther = {}
for (const table of ['prompts', 'executions', 'execution_logs', 'cost_tracking']) {
  seenByTheOther[table] = unwrap(await other.from(table).select('*')).length
}
const refused = await other.functions.invoke('execute-prompt', { body })
const refusal = { status: refused.error.context.status, problem: await refused.error.context.json() }

console.log(JSON.stringify({ record, row, logs: row.execution_logs.length, seenByTheOther, refusal }))
process.exit(0)
