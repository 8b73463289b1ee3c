/**
 * What an operator's tools ask a node over HTTP: its health and its metrics, read-only. The node
 * tells its facts through {@link io.quorate.broker.admin.NodeHealth}; nothing here knows how they
 * come about. Runs on the few threads of {@link io.quorate.broker.admin.AdminServer}; only the
 * meters are touched by others.
 */
@NullMarked
package io.quorate.broker.admin;

import org.jspecify.annotations.NullMarked;
