/**
 * What clients reach over gRPC, as translations: a call becomes a proposal or a question to a
 * group's loop, an answer becomes a reply. Decides nothing, blocks no I/O thread, and bounds what
 * one caller may have under way.
 */
@NullMarked
package io.quorate.broker.service;

import org.jspecify.annotations.NullMarked;
