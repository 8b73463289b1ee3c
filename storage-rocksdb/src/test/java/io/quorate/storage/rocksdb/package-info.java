/** The store against the port's contract, and what only a real disk can do to it. */
@NullMarked
package io.quorate.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
