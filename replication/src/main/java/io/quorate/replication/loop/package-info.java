/**
 * The one thread of a group: it feeds the core with what other threads left in a bounded inbox,
 * tells it the time and ends each turn. Nothing here decides anything, and nothing here waits for
 * anything but the inbox.
 */
@NullMarked
package io.quorate.replication.loop;

import org.jspecify.annotations.NullMarked;
