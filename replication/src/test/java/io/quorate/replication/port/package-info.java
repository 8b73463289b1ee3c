/** The contracts of the ports, as tests that every implementation extends. */
@NullMarked
package io.quorate.replication.port;

import org.jspecify.annotations.NullMarked;
