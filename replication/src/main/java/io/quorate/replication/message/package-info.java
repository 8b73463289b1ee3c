/**
 * What nodes say to each other about one group, as values. The wire form is in module proto; the
 * mapping in {@code replication.grpc}. JDK only.
 */
@NullMarked
package io.quorate.replication.message;

import org.jspecify.annotations.NullMarked;
