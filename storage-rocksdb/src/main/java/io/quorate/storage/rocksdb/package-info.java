/**
 * One RocksDB per node: the log, the promise and the state. The only package that sees RocksDB and
 * the owner of every native handle. One thread writes for all groups, one reads; the groups' loops
 * only enqueue.
 */
@NullMarked
package io.quorate.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
