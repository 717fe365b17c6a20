// Plays Supabase Storage for the tests: buckets, objects and their lists in memory, resumable uploads by the server that
// Storage itself is built on. Prints its port; ends when whoever started it closes its standard input.
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const KEY = process.env.STORAGE_KEY
const ROOT = '/storage/v1'
const UPLOADS = `${ROOT}/upload/resumable`
const directory = mkdtempSync(join(tmpdir(), 'storage-'))
const buckets = new Map()
const objects = new Map()

class Refused extends Error {
  constructor(status, error, message) {
    super(message)
    this.status = status
    this.error = error
  }
}

const noObject = () => new Refused(404, 'not_found', 'Object not found')

function authorize(headers) {
  const sent = KEY.startsWith('sb_') ? headers.apikey : (headers.authorization ?? '').replace(/^Bearer /, '')
  if (sent !== KEY) throw new Refused(403, 'Unauthorized', 'Invalid Compact JWS')
}

function bucketOf(id) {
  const bucket = buckets.get(id)
  if (!bucket) throw new Refused(404, 'Bucket not found', 'Bucket not found')
  return bucket
}

function fits(bucket, size, type) {
  if (bucket.file_size_limit && size > bucket.file_size_limit)
    throw new Refused(413, 'Payload too large', 'The object exceeded the maximum allowed size')
  if (bucket.allowed_mime_types && !bucket.allowed_mime_types.includes(type))
    throw new Refused(415, 'invalid_mime_type', `mime type ${type} is not supported`)
}

function keep(bucket, name, data, type, cacheControl, userMetadata, upsert) {
  const at = `${bucket}/${name}`
  const before = objects.get(at)
  if (before && !upsert) throw new Refused(409, 'Duplicate', 'The resource already exists')
  const now = new Date().toISOString()
  objects.set(at, {
    id: before?.id ?? randomUUID(),
    bucket_id: bucket,
    name,
    version: randomUUID(),
    created_at: before?.created_at ?? now,
    updated_at: now,
    user_metadata: userMetadata,
    data,
    metadata: {
      eTag: `"${createHash('md5').update(data).digest('hex')}"`,
      size: data.length,
      mimetype: type,
      cacheControl,
      lastModified: now,
      contentLength: data.length,
      httpStatusCode: 200,
    },
  })
}

const shown = ({ data, ...rest }) => rest
const decoded = (text) => JSON.parse(Buffer.from(text, 'base64').toString())

async function bodyOf(request) {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

function serve(request, response, object) {
  const { data, metadata } = object
  const headers = {
    'content-type': metadata.mimetype,
    'cache-control': metadata.cacheControl,
    etag: metadata.eTag,
    'last-modified': new Date(object.updated_at).toUTCString(),
    'accept-ranges': 'bytes',
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const from = range ? Number(range[1]) : 0
  if (range && from >= data.length) throw new Refused(416, 'InvalidRange', 'The requested range is not satisfiable')
  if (range) headers['content-range'] = `bytes ${from}-${data.length - 1}/${data.length}`
  const part = data.subarray(from)
  response.writeHead(range ? 206 : 200, { ...headers, 'content-length': part.length })
  response.end(part)
}

function page({ prefix = '', limit = 1000, cursor }, bucket) {
  const found = [...objects.values()]
    .filter((each) => each.bucket_id === bucket && each.name.startsWith(prefix) && (!cursor || each.name > cursor))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const some = found.slice(0, limit)
  const hasNext = found.length > some.length
  return { hasNext, folders: [], objects: some.map(shown), nextCursor: hasNext ? some.at(-1).name : undefined }
}

async function answer(request, path) {
  const json = async () => JSON.parse((await bodyOf(request)).toString())
  const [first, second, ...rest] = path
  if (first === 'bucket') {
    if (request.method === 'POST') {
      const { id, name, file_size_limit = null, allowed_mime_types = null, ...more } = await json()
      const key = id ?? name
      if (buckets.has(key)) throw new Refused(409, 'Duplicate', 'The resource already exists')
      buckets.set(key, { id: key, name, public: more.public ?? false, file_size_limit, allowed_mime_types })
      return { name }
    }
    if (request.method === 'PUT') return Object.assign(bucketOf(second), await json()) && { message: 'Successfully updated' }
    return second ? bucketOf(second) : [...buckets.values()]
  }
  if (first !== 'object') throw new Refused(404, 'not_found', 'Route not found')
  if (second === 'list-v2') {
    bucketOf(rest[0])
    return page(await json(), rest[0])
  }
  if (request.method === 'DELETE') {
    bucketOf(second)
    const removed = (await json()).prefixes.filter((name) => objects.delete(`${second}/${name}`))
    return removed.map((name) => ({ name }))
  }
  if (request.method === 'POST') {
    const bucket = bucketOf(second)
    const data = await bodyOf(request)
    const { 'content-type': type, 'cache-control': cache = 'no-cache', 'x-metadata': extra } = request.headers
    fits(bucket, data.length, type)
    const upsert = request.headers['x-upsert'] === 'true'
    keep(second, rest.join('/'), data, type, cache, extra ? decoded(extra) : null, upsert)
    return { Key: `${second}/${rest.join('/')}` }
  }
  throw new Refused(404, 'not_found', 'Route not found')
}

const uploads = new Server({
  path: UPLOADS,
  datastore: new FileStore({ directory }),
  disableTerminationForFinishedUploads: true,
  respectForwardedHeaders: true,
  // What Storage names an upload by: where it goes, and a version.
  namingFunction: (request, metadata) =>
    Buffer.from(`${metadata.bucketName}/${metadata.objectName}/${randomUUID()}`).toString('base64url'),
  onUploadCreate: async (request, upload) => {
    fits(bucketOf(upload.metadata.bucketName), upload.size, upload.metadata.contentType)
    return {}
  },
  onUploadFinish: async (request, upload) => {
    const { bucketName, objectName, contentType, cacheControl, metadata } = upload.metadata
    const upsert = request.headers.get('x-upsert') === 'true'
    const cache = /^\d+$/.test(cacheControl ?? '') ? `max-age=${cacheControl}` : 'no-cache'
    const data = readFileSync(join(directory, upload.id))
    keep(bucketName, objectName, data, contentType, cache, metadata ? JSON.parse(metadata) : null, upsert)
    return { headers: { 'Tus-Complete': '1' } }
  },
  onResponseError: (request, error) =>
    error instanceof Refused ? { status_code: error.status, body: error.message } : undefined,
})

createServer(async (request, response) => {
  try {
    authorize(request.headers)
    const url = new URL(request.url, 'http://storage')
    if (url.pathname.startsWith(UPLOADS)) return await uploads.handle(request, response)
    const path = url.pathname.slice(ROOT.length + 1).split('/').map(decodeURIComponent)
    if (path[0] === 'object' && path[1] === 'authenticated' && request.method === 'GET') {
      bucketOf(path[2])
      const object = objects.get(path.slice(2).join('/'))
      if (!object) throw noObject()
      return serve(request, response, object)
    }
    const found = await answer(request, path)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
  } catch (error) {
    if (response.headersSent || response.destroyed) return response.destroy()
    const { status = 500, error: code = 'Internal', message } = error
    // As Storage does: its own answers to what is not there have 400 in the head and the true status in the body.
    const head = status === 404 || status === 409 || status === 413 ? 400 : status
    const body = JSON.stringify({ statusCode: String(status), error: code, message })
    response.writeHead(head, { 'content-type': 'application/json' }).end(body)
  }
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port)
})

process.stdin.on('end', () => process.exit()).resume()
process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
