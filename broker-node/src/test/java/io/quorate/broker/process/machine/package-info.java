/**
 * What a test does to the machine it runs on, as root: networks between processes that can be cut,
 * disks that lose what was not synced, syncs that hang. All of it is undone when it is closed, also
 * when the JVM is asked to end.
 */
@NullMarked
package io.quorate.broker.process.machine;

import org.jspecify.annotations.NullMarked;
