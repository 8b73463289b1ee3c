/** Tests of the diagnostic state machine. */
@NullMarked
package io.quorate.replication.ledger;

import org.jspecify.annotations.NullMarked;
