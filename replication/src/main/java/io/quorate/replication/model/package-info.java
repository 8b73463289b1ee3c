/**
 * The values that the core, its ports and every adapter speak of: nodes, positions, entries,
 * replica sets. Immutable, JDK only; nothing here knows a thread, a clock or a disk.
 */
@NullMarked
package io.quorate.replication.model;

import org.jspecify.annotations.NullMarked;
