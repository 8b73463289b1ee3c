/**
 * What a test does to the machine it runs on: networks between processes that can be cut, disks
 * that lose what was not synced, syncs that hang, clocks that jump. Networks of their own and disks
 * need root. All of it is undone when it is closed, also when the JVM is asked to end.
 */
@NullMarked
package io.quorate.broker.process.machine;

import org.jspecify.annotations.NullMarked;
