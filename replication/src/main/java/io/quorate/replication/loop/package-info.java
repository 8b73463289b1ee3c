/**
 * A group's turns: they feed the core with what other threads left in a bounded inbox, tell it the
 * time and end. They run on a thread that is given, one after another. Nothing here decides
 * anything, and nothing here waits.
 */
@NullMarked
package io.quorate.replication.loop;

import org.jspecify.annotations.NullMarked;
