/**
 * The diagnostic state machine: it counts what each producer wrote and calls an entry dead once
 * enough log lies behind it. Pure, JDK only, run by a group's loop; the simulator and the bare log
 * of a real cluster apply the same class.
 */
@NullMarked
package io.quorate.replication.ledger;

import org.jspecify.annotations.NullMarked;
