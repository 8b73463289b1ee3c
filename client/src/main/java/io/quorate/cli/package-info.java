/**
 * The command line. It knows the client and nothing else of ours; each command is a class, runs on
 * the main thread and ends with one of the documented exit codes.
 */
@NullMarked
package io.quorate.cli;

import org.jspecify.annotations.NullMarked;
