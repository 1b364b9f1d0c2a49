// Reads the topic `matches` to the end and on: every match has its effect once, however often its record comes.
import fs from "node:fs";
import { Kafka, logLevel } from "kafkajs";

const told = (name) => process.env[`REMATCH_KAFKA_${name}`] ?? "";
const chosen = (name, otherwise) => process.env[name] || otherwise;

// What has been done: a file here, in place of your database. An effect and its version are written together, so that
// either both are there after a crash or neither.
class Store {
  constructor(path) {
    this.file = fs.openSync(path, "a+");
    const whole = fs.readFileSync(path, "utf8").split("\n").slice(0, -1);
    this.versions = new Map(whole.map((line) => JSON.parse(line)).map((done) => [done.key, done.version]));
    // Of a line that was cut off nothing was committed.
    fs.ftruncateSync(this.file, whole.reduce((size, line) => size + Buffer.byteLength(line) + 1, 0));
  }

  write(effects) {
    fs.writeSync(this.file, effects.map((effect) => JSON.stringify(effect) + "\n").join(""));
    fs.fsyncSync(this.file);
  }
}

// What a record is to do; null for one that was done before, or is none of ours.
function effectOf(message, versions) {
  const header = (name) => message.headers?.[name]?.toString() ?? "";
  const key = message.key?.toString() ?? "";
  let version, kind, match = {};
  if (message.value === null) {
    if (header("rematch_moved_to")) return null; // it goes on as it is, on the topic of its tenant
    [version, kind] = [Number(header("ce_sequence")), "forgotten"];
  } else {
    kind = header("ce_type").match(/^rematch\.match\.(found|updated|withdrawn)\.v1$/)?.[1];
    if (!kind) return null; // a kind that this program is too old to know
    // In front of the JSON there may be the five bytes of a schema registry.
    match = JSON.parse(message.value.subarray(message.value[0] === 0 ? 5 : 0).toString());
    version = match.version;
  }
  if (!Number.isSafeInteger(version)) throw new Error("it has no version");
  if (version <= (versions.get(key) ?? 0)) return null;
  versions.set(key, version);
  return { key, version, kind, match_id: match.match_id ?? null, score: match.score ?? null };
}

function effectsOf(batch, versions) {
  const effects = [];
  for (const message of batch.messages) {
    try {
      const effect = effectOf(message, versions);
      if (effect) effects.push(effect);
    } catch (error) {
      console.error(`can't read ${batch.topic}/${batch.partition}/${message.offset}: ${error.message}`);
    }
  }
  return effects;
}

// REMATCH_KAFKA_SECURITY and its like, as the services read them.
function login() {
  const security = told("SECURITY") || "PLAINTEXT";
  const read = (name) => (told(name) ? fs.readFileSync(told(name), "utf8") : undefined);
  const found = {};
  if (security.endsWith("SSL")) found.ssl = { ca: read("CA_FILE"), cert: read("CERT_FILE"), key: read("KEY_FILE") };
  if (security.startsWith("SASL")) {
    const password = read("PASSWORD_FILE")?.trim() ?? told("PASSWORD");
    found.sasl = { mechanism: (told("SASL") || "SCRAM-SHA-512").toLowerCase(), username: told("USERNAME"), password };
  }
  return found;
}

const store = new Store(chosen("REMATCH_STORE", "matches.jsonl"));
const brokers = chosen("REMATCH_KAFKA", "127.0.0.1:9092").split(",");
const kafka = new Kafka({ clientId: "example-node", brokers, logLevel: logLevel.ERROR, ...login() });
const consumer = kafka.consumer({
  groupId: chosen("REMATCH_GROUP", "downstream-node"),
  sessionTimeout: Number(chosen("REMATCH_SESSION_TIMEOUT", "30")) * 1000,
  maxBytesPerPartition: 4 * 1024 * 1024,
});

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await consumer.disconnect(); // waits for the batch in hand
  console.error("stopped");
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
consumer.on(consumer.events.CRASH, ({ payload }) => { if (!payload.restart) process.exit(1); });

await consumer.connect();
await consumer.subscribe({ topics: [chosen("REMATCH_TOPIC", "matches")], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
    const effects = effectsOf(batch, store.versions);
    store.write(effects);
    for (const effect of effects) process.stdout.write(JSON.stringify(effect) + "\n");
    resolveOffset(batch.lastOffset());
    await heartbeat();
    // Only now: who dies before this is given the same records again, and knows them by their versions.
    const offset = (BigInt(batch.lastOffset()) + 1n).toString();
    await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }]);
  },
});
console.error("reading");
