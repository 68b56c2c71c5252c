// Makes every LevelDB of this process durable: `node -r durable.js ...`.
//
// PouchDB opens leveldown itself and has no option for it, so each write is given `sync: true` on
// its way down. Without NODE_DURABLE=1 nothing is changed: that is the control.
'use strict';
const Module = require('module');
const load = Module._load;
const seen = new Set();

function synced(prototype, method, at) {
  const original = prototype[method];
  if (!original) return;
  prototype[method] = function (...args) {
    args[at] = Object.assign({}, args[at], { sync: true });
    return original.apply(this, args);
  };
}

Module._load = function (name, ...rest) {
  const found = load.call(this, name, ...rest);
  if (name === 'leveldown' && process.env.NODE_DURABLE === '1' && !seen.has(found)) {
    seen.add(found);
    synced(found.prototype, '_put', 2);
    synced(found.prototype, '_del', 1);
    synced(found.prototype, '_batch', 1);
    const chained = found.prototype._chainedBatch;
    found.prototype._chainedBatch = function () {
      const batch = chained.call(this);
      synced(Object.getPrototypeOf(batch), '_write', 0);
      return batch;
    };
  }
  return found;
};
