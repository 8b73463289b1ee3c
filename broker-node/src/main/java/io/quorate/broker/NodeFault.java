package io.quorate.broker;

/**
 * What a node does when it must not go on: its log or its disk cannot be trusted any more, and
 * every further answer could be a lie. Called at most once, from any thread, and must not wait for
 * the node.
 */
@FunctionalInterface
public interface NodeFault {
  /** {@code lastWord} is for the operator: what happened, and what to do. */
  void halt(String lastWord);
}
