/**
 * The invariants as classes: each is told what happens in a simulated group and objects as soon as
 * its predicate does not hold. They judge by what nodes send, write, apply and answer, never by the
 * core's own opinion of itself.
 */
@NullMarked
package io.quorate.replication.sim.checker;

import org.jspecify.annotations.NullMarked;
