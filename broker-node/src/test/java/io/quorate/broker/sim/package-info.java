/**
 * Brokers over the simulated log: every process has the real state machine and the real sessions,
 * and clients from a seed use all that they offer while nodes, wires, disks and clocks fail. What
 * the clients saw is judged at the end; what the nodes hold is compared all the time.
 */
@NullMarked
package io.quorate.broker.sim;

import org.jspecify.annotations.NullMarked;
