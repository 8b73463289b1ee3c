/**
 * Starts and kills the servers of each broker on this machine, as their users would run them, and
 * looks at their processes from outside: CPU, bytes, syncs.
 */
@NullMarked
package io.quorate.benchmarks.server;

import org.jspecify.annotations.NullMarked;
