package io.quorate.broker.session;

/** Who asks. Until there are users, everybody is the same one. */
public record Principal(String name) {
  public static final Principal ANYBODY = new Principal("anybody");
}
