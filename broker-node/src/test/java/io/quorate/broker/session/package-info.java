/** Sessions on real nodes: real disks, a real ZooKeeper, no gRPC between test and session. */
@NullMarked
package io.quorate.broker.session;

import org.jspecify.annotations.NullMarked;
