-- Atomic commands on the state in Redis. ARGV: a command, the name of a chatbot, and the arguments of the command.
--
-- Keys of a chatbot, which expire together:
--   chatbot         hash   id, model_id, device, webhook_url (the last two as JSON), sequence, size, size:KIND
--   training_data   list   JSON
--   models          list   JSON, a line break, and JSON of the training data
--   chatbots        list   of an account: JSON, a line break, and JSON of the settings
--   messages        zset   CONVERSATION SEQUENCE ITEM, in lexicographical order since all scores are 0
--   message_order   list   CONVERSATION SEQUENCE SIZE, the oldest message first
--   conversations   zset   CONVERSATION, by the sequence of its first message
--   latest          hash   ITEM of the latest message by CONVERSATION
--   running         hash   JSON of jobs by id
--   deliveries      hash   JSON of deliveries by id
--   delivery_order  list   ids of deliveries, the oldest first
--   pending         list   ids of pending deliveries, the next one first
-- CONVERSATION is a hash of 32 characters, SEQUENCE a number of 16 digits.
--
-- Keys of all chatbots:
--   queue           zset   job:NAME:ID and delivery:NAME, by the second in which they are due
--   leases          hash   the replica that works on an item of the queue; the lease ends when the item is due again
--
-- Python defines PREFIX, the durations and the bounds. Redis Cluster is not supported: it requires keys in KEYS.

local call = redis.call
local name = ARGV[2]
local QUEUE, LEASES = PREFIX .. 'queue', PREFIX .. 'leases'
local KINDS = {
  'chatbot', 'training_data', 'models', 'chatbots', 'messages', 'message_order', 'conversations', 'latest', 'running',
  'deliveries', 'delivery_order', 'pending',
}
local REMOVABLE = {'training_data', 'models', 'chatbots', 'messages', 'deliveries'}
local is_new = false -- true once a key was created, which does not expire yet

local function key(kind) return PREFIX .. kind .. ':' .. name end

local function now()
  local time = call('TIME')
  return time[1] + time[2] / 1000000
end

local function resize(kind, change)
  call('HINCRBY', key('chatbot'), 'size:' .. kind, change)
  call('HINCRBY', key('chatbot'), 'size', change)
end

local function size_of(kind) return tonumber(call('HGET', key('chatbot'), kind) or 0) end

-- Append to a list and return its length.
local function append(kind, value)
  local length = call('RPUSH', key(kind), value)
  is_new = is_new or length == 1
  return length
end

local function dequeue(item)
  call('ZREM', QUEUE, item)
  call('HDEL', LEASES, item)
end

local function remove_oldest_message()
  local entry = call('LPOP', key('message_order'))
  local conversation, position = entry:sub(1, 32), entry:sub(1, 48)
  call('ZREMRANGEBYLEX', key('messages'), '[' .. position, '(' .. position .. '\255')
  resize('messages', -entry:sub(49))
  if call('ZLEXCOUNT', key('messages'), '[' .. conversation, '(' .. conversation .. '\255') == 0 then
    call('ZREM', key('conversations'), conversation)
    call('HDEL', key('latest'), conversation)
  end
end

local function remove_oldest_settled_delivery()
  local is_pending = {}
  for _, id in ipairs(call('LRANGE', key('pending'), 0, -1)) do is_pending[id] = true end
  for _, id in ipairs(call('LRANGE', key('delivery_order'), 0, -1)) do
    if not is_pending[id] then
      resize('deliveries', -call('HSTRLEN', key('deliveries'), id))
      call('HDEL', key('deliveries'), id)
      call('LREM', key('delivery_order'), 1, id)
      return
    end
  end
end

local function remove_oldest(kind)
  if kind == 'messages' then
    remove_oldest_message()
  elseif kind == 'deliveries' then
    remove_oldest_settled_delivery()
  else
    resize(kind, -#call('LPOP', key(kind)))
  end
end

local function push(kind, entry)
  resize(kind, #entry)
  if append(kind, entry) > MAX_ENTRIES then remove_oldest(kind) end
end

-- Enforce MAX_BYTES, at the expense of the kind with the largest entries, and postpone the expiry.
local function finish_change()
  while size_of('size') > MAX_BYTES do
    local largest = REMOVABLE[1]
    for _, kind in ipairs(REMOVABLE) do
      if size_of('size:' .. kind) > size_of('size:' .. largest) then largest = kind end
    end
    remove_oldest(largest)
  end
  if is_new or call('TTL', key('chatbot')) < KEEP_SECONDS - POSTPONE_SECONDS then
    for _, kind in ipairs(KINDS) do call('EXPIRE', key(kind), KEEP_SECONDS) end
  end
  return 1
end

local function enqueue(item, due, condition)
  if condition then call('ZADD', QUEUE, condition, due, item) else call('ZADD', QUEUE, due, item) end
  call('EXPIRE', QUEUE, KEEP_SECONDS)
end

local function add_job(id, job, delay)
  is_new = is_new or call('EXISTS', key('running')) == 0
  call('HSET', key('running'), id, job)
  resize('running', #job)
  enqueue('job:' .. name .. ':' .. id, now() + delay)
end

local function add_delivery(id, delivery, is_pending)
  call('HSET', key('deliveries'), id, delivery)
  resize(is_pending and 'pending' or 'deliveries', #delivery)
  if is_pending then
    append('pending', id)
    enqueue('delivery:' .. name, now(), 'NX')
  end
  if append('delivery_order', id) > math.max(MAX_ENTRIES, call('LLEN', key('pending'))) then
    remove_oldest('deliveries')
  end
end

-- Add the delivery of an event: its JSON before and after the chatbot's id. Empty texts are no event.
local function emit(id, at, chatbot_id, head, tail)
  if head == '' then return end
  local event = head
  if tail ~= '' then event = head .. (call('HGET', key('chatbot'), 'id') or chatbot_id) .. tail end
  local url = call('HGET', key('chatbot'), 'webhook_url')
  local delivery_status, attempts = 'pending', ''
  if not url then
    delivery_status = 'no webhook'
  elseif call('LLEN', key('pending')) >= MAX_PENDING or size_of('size:pending') > MAX_PENDING_BYTES then
    delivery_status = 'failed'
    attempts = '{"at":"' .. at .. '","outcome":"' .. TOO_MANY_PENDING .. '","milliseconds":0.0}'
  end
  local delivery = '{"id":"' .. id .. '","created_at":"' .. at .. '","event":' .. event .. ',"url":' .. (url or 'null')
    .. ',"status":"' .. delivery_status .. '","attempts":[' .. attempts .. ']}'
  add_delivery(id, delivery, delivery_status == 'pending')
end

-- Return an entry of a list by its id, and its index.
local function find(kind, id)
  for index, entry in ipairs(call('LRANGE', key(kind), 0, -1)) do
    if entry:sub(8, 43) == id then return entry, index - 1 end
  end
end

local commands = {}

-- Arguments: list, JSON ...
function commands.push()
  for index = 4, #ARGV do push(ARGV[3], ARGV[index]) end
  return finish_change()
end

-- Arguments: field, value; an empty value removes the field
function commands.set()
  if ARGV[4] == '' then
    call('HDEL', key('chatbot'), ARGV[3])
  else
    call('HSET', key('chatbot'), ARGV[3], ARGV[4])
  end
  return finish_change()
end

-- Arguments: list, id
function commands.entry()
  return (find(ARGV[3], ARGV[4]))
end

-- Arguments: list, JSON as it is now, JSON
function commands.replace_entry()
  local kind, previous = ARGV[3], ARGV[4]
  local entry, index = find(kind, previous:sub(8, 43))
  if entry ~= previous then return 0 end
  call('LSET', key(kind), index, ARGV[5])
  resize(kind, #ARGV[5] - #previous)
  return finish_change()
end

-- Arguments: list, id
function commands.remove()
  local entry = find(ARGV[3], ARGV[4])
  if not entry then return 0 end
  call('LREM', key(ARGV[3]), 1, entry)
  resize(ARGV[3], -#entry)
  return finish_change()
end

-- Return the chosen model, the newest training data, the device and the webhook, each '' if there is none.
function commands.profile()
  local fields = call('HMGET', key('chatbot'), 'model_id', 'device', 'webhook_url')
  local model = fields[1] and find('models', fields[1])
  local training_data = call('LINDEX', key('training_data'), -1)
  return {model or '', training_data or '', fields[2] or '', fields[3] or ''}
end

-- Arguments: id
function commands.set_model()
  if not find('models', ARGV[3]) then return 0 end
  call('HSET', key('chatbot'), 'model_id', ARGV[3])
  return finish_change()
end

-- Arguments: CONVERSATION, ITEM of the message, ITEM of the conversation; ...
function commands.add_messages()
  for index = 3, #ARGV, 3 do
    local conversation, message, latest = ARGV[index], ARGV[index + 1], ARGV[index + 2]
    local sequence = call('HINCRBY', key('chatbot'), 'sequence', 1)
    local position, size = conversation .. string.format('%016d', sequence), #message + #latest
    call('ZADD', key('messages'), 0, position .. message)
    call('ZADD', key('conversations'), 'NX', sequence, conversation)
    call('HSET', key('latest'), conversation, latest)
    resize('messages', size)
    if append('message_order', position .. size) > MAX_MESSAGES then remove_oldest('messages') end
  end
  return finish_change()
end

-- Arguments: offset, count
function commands.conversations()
  local page = call('ZRANGEBYSCORE', key('conversations'), '-inf', '+inf', 'LIMIT', ARGV[3], ARGV[4])
  local items = {}
  for first = 1, #page, 1000 do -- unpack has a limit
    local part = call('HMGET', key('latest'), unpack(page, first, math.min(first + 999, #page)))
    for _, item in ipairs(part) do table.insert(items, item) end
  end
  return items
end

-- Arguments: id, job, delay; ...
function commands.load_jobs()
  for index = 3, #ARGV, 3 do add_job(ARGV[index], ARGV[index + 1], ARGV[index + 2]) end
  return finish_change()
end

-- Arguments: id, delivery, whether it is pending (1 or 0); ...
function commands.load_deliveries()
  for index = 3, #ARGV, 3 do add_delivery(ARGV[index], ARGV[index + 1], ARGV[index + 2] == '1') end
  return finish_change()
end

-- Arguments: id, job, delay, and those of `emit`
function commands.add_job()
  if call('HLEN', key('running')) >= MAX_RUNNING or size_of('size:running') + #ARGV[4] > MAX_RUNNING_BYTES then return 0 end
  add_job(ARGV[3], ARGV[4], ARGV[5])
  emit(unpack(ARGV, 6, 10))
  return finish_change()
end

-- Arguments: id, job, delay; ... A job that is finished or being finished meanwhile stays as it is.
function commands.advance()
  for index = 3, #ARGV, 3 do
    local item = 'job:' .. name .. ':' .. ARGV[index]
    local previous = call('HGET', key('running'), ARGV[index])
    if previous and call('HEXISTS', LEASES, item) == 0 then
      resize('running', #ARGV[index + 1] - #previous)
      call('HSET', key('running'), ARGV[index], ARGV[index + 1])
      call('ZADD', QUEUE, 'XX', now() + ARGV[index + 2], item)
    end
  end
  return 1
end

-- Arguments: id, model or '', the arguments of `emit`, head and tail of the event without training data, training data ...
function commands.finish_job()
  local id, model = ARGV[3], ARGV[4]
  local job = call('HGET', key('running'), id)
  dequeue('job:' .. name .. ':' .. id)
  if not job then return 0 end
  call('HDEL', key('running'), id)
  resize('running', -#job)
  for index = 12, #ARGV do push('training_data', ARGV[index]) end
  local head, tail = ARGV[8], ARGV[9]
  if model ~= '' then
    local items, ids = call('LRANGE', key('training_data'), 0, -1), {}
    for index, item in ipairs(items) do ids[index] = '"' .. item:sub(8, 43) .. '"' end
    if #items == 0 then
      head, tail = ARGV[10], ARGV[11]
    else
      push('models', model .. '\n[' .. table.concat(items, ',') .. ']')
      local list = '[' .. table.concat(ids, ',') .. ']'
      head, tail = head:gsub('%[%]', list), tail:gsub('%[%]', list)
    end
  end
  emit(ARGV[5], ARGV[6], ARGV[7], head, tail)
  return finish_change()
end

-- Arguments: replica, id, delivery, seconds until the next attempt or '' if the delivery is no longer pending
function commands.record_attempt()
  local replica, id, delivery, retry_after = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
  local item = 'delivery:' .. name
  if call('HGET', LEASES, item) ~= replica or call('LINDEX', key('pending'), 0) ~= id then return 0 end
  resize('pending', -call('HSTRLEN', key('deliveries'), id))
  call('HSET', key('deliveries'), id, delivery)
  dequeue(item)
  if retry_after == '' then
    call('LPOP', key('pending'))
    resize('deliveries', #delivery)
    retry_after = 0
  else
    resize('pending', #delivery)
  end
  if call('EXISTS', key('pending')) == 1 then enqueue(item, now() + retry_after) end
  return finish_change()
end

-- Arguments: id, delivery, which is pending again
function commands.retry_delivery()
  local id, size = ARGV[3], call('HSTRLEN', key('deliveries'), ARGV[3])
  local pending = call('LRANGE', key('pending'), 0, -1)
  if size == 0 or #pending >= MAX_PENDING then return 0 end
  for _, each in ipairs(pending) do
    if each == id then return 0 end
  end
  call('HSET', key('deliveries'), id, ARGV[4])
  resize('deliveries', -size)
  resize('pending', #ARGV[4])
  append('pending', id)
  enqueue('delivery:' .. name, now(), 'NX')
  return finish_change()
end

-- Arguments: replica, maximal number of items, chatbots whose leases to renew ...
-- Return the seconds until more is due or '', then the kind, the chatbot and the JSON of each item.
function commands.claim()
  local replica, start = ARGV[3], now()
  for index = 5, #ARGV do
    local item = 'delivery:' .. ARGV[index]
    if call('HGET', LEASES, item) == replica then call('ZADD', QUEUE, 'XX', start + LEASE_SECONDS, item) end
  end
  local result = {''}
  for _, item in ipairs(call('ZRANGEBYSCORE', QUEUE, '-inf', start, 'LIMIT', 0, ARGV[4])) do
    local kind, chatbot, id = item:match('^(%a+):(%x+):?(.*)$')
    name = chatbot
    local hash = 'running'
    if kind == 'delivery' then hash, id = 'deliveries', call('LINDEX', key('pending'), 0) end
    local json = id and call('HGET', key(hash), id)
    if json then
      call('ZADD', QUEUE, 'XX', start + LEASE_SECONDS, item)
      call('HSET', LEASES, item, replica)
      call('EXPIRE', LEASES, KEEP_SECONDS)
      for _, value in ipairs({kind, chatbot, json}) do table.insert(result, value) end
    else
      dequeue(item)
    end
  end
  local due = call('ZRANGE', QUEUE, 0, 0, 'WITHSCORES')[2]
  if due then result[1] = tostring(math.max(0, due - start)) end
  return result
end

-- Arguments: replica
function commands.release()
  local leases = call('HGETALL', LEASES)
  for index = 1, #leases, 2 do
    if leases[index + 1] == ARGV[3] then
      call('HDEL', LEASES, leases[index])
      call('ZADD', QUEUE, 'XX', now(), leases[index])
    end
  end
  return 1
end

function commands.reset()
  for _, id in ipairs(call('HKEYS', key('running'))) do dequeue('job:' .. name .. ':' .. id) end
  dequeue('delivery:' .. name)
  for _, kind in ipairs(KINDS) do call('DEL', key(kind)) end
  return 1
end

function commands.deliveries()
  local ids = call('LRANGE', key('delivery_order'), 0, -1)
  for index, id in ipairs(ids) do ids[index] = call('HGET', key('deliveries'), id) end
  return ids
end

function commands.read()
  return {
    call('HGETALL', key('chatbot')), call('LRANGE', key('training_data'), 0, -1), call('LRANGE', key('models'), 0, -1),
    call('ZRANGE', key('messages'), 0, -1), call('HGETALL', key('latest')), call('HVALS', key('running')),
    commands.deliveries(),
  }
end

return commands[ARGV[1]]()
