package io.quorate.replication.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PeerTlsIT {
  private static final Message PROBE = new Message.Probe(1, false, LogPosition.START);

  private final LinkedNodes nodes = new LinkedNodes("cluster", 3);
  private X509Bundle authority;

  @TempDir private Path folder;

  @BeforeEach
  void makeAuthority() throws Exception {
    authority = authority();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nodesMeetOverMutualTls() throws Exception {
    nodes.secure(1, certified(authority, "node-1.cluster"));
    nodes.secure(2, certified(authority, "NODE-2.cluster"));
    nodes.start(1);
    nodes.start(2);

    nodes.awaitConnected(1, 2);
    nodes.sender(1).send(NodeId.of(2), PROBE);

    assertEquals(PROBE, nodes.listener(2).messages.poll(5, TimeUnit.SECONDS).message());
  }

  @Test
  void certificateOfAnotherNodeIsRefusedByBothEnds() throws Exception {
    nodes.secure(1, certified(authority, "node-1.cluster"));
    nodes.secure(2, certified(authority, "node-3.cluster"));

    assertStrangers();
  }

  @Test
  void certificateOfAnotherClusterIsRefused() throws Exception {
    nodes.secure(1, certified(authority, "node-1.cluster"));
    nodes.secure(2, certified(authority, "node-2.test"));

    assertStrangers();
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() throws Exception {
    nodes.secure(1, certified(authority, "node-1.cluster"));
    nodes.secure(2, certified(authority(), "node-2.cluster"));

    assertStrangers();
  }

  @Test
  void plainTextIsRefused() throws Exception {
    nodes.secure(1, certified(authority, "node-1.cluster"));

    assertStrangers();
  }

  @Test
  void unreadableFilesAreNamed() {
    Path missing = folder.resolve("missing.pem");

    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PeerTls(missing, missing, null, missing).forCalling());

    assertTrue(thrown.toString().contains("missing.pem"), thrown::toString);
  }

  private void assertStrangers() throws IOException {
    nodes.start(1);
    nodes.start(2);

    await().pollDelay(Duration.ofMillis(800)).until(() -> true);

    assertFalse(nodes.links(1).isConnected(NodeId.of(2)));
    assertFalse(nodes.links(2).isConnected(NodeId.of(1)));
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private PeerTls certified(X509Bundle by, String name) throws Exception {
    X509Bundle node =
        new CertificateBuilder().ecp256().subject("CN=node").addSanDnsName(name).buildIssuedBy(by);
    return new PeerTls(
        file(node.getCertificatePathPEM()),
        file(node.getPrivateKeyPEM()),
        null,
        file(authority.getRootCertificatePEM()));
  }

  private Path file(String pem) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "tls", ".pem"), pem);
  }
}
