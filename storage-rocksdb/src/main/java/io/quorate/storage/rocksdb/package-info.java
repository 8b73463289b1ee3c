/**
 * One RocksDB per node: the log, the promise and the state. The only package that sees RocksDB and
 * the owner of every native handle; the log writer's thread writes, any thread reads.
 */
@NullMarked
package io.quorate.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
