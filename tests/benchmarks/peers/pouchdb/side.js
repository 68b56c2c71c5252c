// A desk that keeps its records in PouchDB: record, push, pull, list. The last line is JSON.
'use strict';
const fs = require('fs');
const PouchDB = require('pouchdb');
const [verb, folder, ...words] = process.argv.slice(2);
const shift = Number(process.env.SHIFT || 0) * 1000;
if (shift) {
  const now = Date.now;
  Date.now = () => now() + shift;
}
const records = (file) =>
  fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const doc = (record) => ({ _id: record.number, at: Date.now(), ...record });

async function record(db, file, bulk) {
  if (bulk) {
    await db.bulkDocs(records(file).map(doc));
    return {};
  }
  for (const one of records(file)) {
    await db.put(doc(one));
    fs.writeSync(1, one.number + '\n');
  }
  return {};
}

async function carry(source, target, seconds) {
  const end = performance.now() + 1000 * Number(seconds);
  const began = performance.now();
  let error = '';
  while (performance.now() < end) {
    try {
      const done = await PouchDB.replicate(source, target, { batch_size: 500, batches_limit: 4 });
      const refused = done.doc_write_failures;
      return { done: true, seconds: (performance.now() - began) / 1000, refused };
    } catch (trouble) {
      error = String(trouble.message || trouble);
      await new Promise((resume) => setTimeout(resume, 300));
    }
  }
  return { done: false, seconds: Number(seconds), error };
}

async function main() {
  const db = new PouchDB(folder);
  const verbs = {
    record: () => record(db, ...words),
    push: () => carry(db, new PouchDB(words[0]), words[1]),
    pull: () => carry(new PouchDB(words[0]), db, words[1]),
    list: async () => {
      const rows = (await db.allDocs()).rows.map((row) => row.id);
      return { numbers: rows.filter((id) => !id.startsWith('_')) };
    },
    refuse: () => db.put({
      _id: '_design/rules',
      validate_doc_update: "function (doc) { if (doc.poison) throw { forbidden: 'poison' }; }",
    }).then(() => ({})),
  };
  const answer = await verbs[verb]();
  await db.close();
  // A pipe takes so much at once and no more: wait until it took everything.
  await new Promise((taken) => process.stdout.write(JSON.stringify(answer) + '\n', taken));
  process.exit(0);
}

main().catch((trouble) => {
  console.error(trouble);
  process.exit(1);
});
