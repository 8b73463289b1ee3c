/**
 * For diagnosis and administration: one node's view of its log, and a client of the bare log
 * without queues. Not the API that applications use, and free to change with any release. Calls
 * block unless they say otherwise; callbacks run on gRPC's threads and must not block.
 */
@NullMarked
package io.quorate.client.admin;

import org.jspecify.annotations.NullMarked;
