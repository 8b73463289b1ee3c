package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.quorate.cli.Main;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final Duration BRIEF = Duration.ofSeconds(2);

  private final FakeCluster cluster = new FakeCluster();
  private X509Bundle authority;
  private FakeBroker node;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle server =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=node")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(authority);
    SslContext tls =
        GrpcSslContexts.forServer(
                file(server.getCertificatePathPEM()).toFile(),
                file(server.getPrivateKeyPEM()).toFile())
            .trustManager(authority())
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    node = cluster.elect(cluster.start(1, tls));
  }

  @AfterEach
  void stop() throws InterruptedException {
    cluster.kill();
  }

  @Test
  void showsItsCertificateAndTrustsThatOfTheNode() throws Exception {
    try (QuorateClient client = connect(certified(), Duration.ofSeconds(20))) {
      assertThat(client.producer("orders").send("tea").epoch()).isEqualTo(1);
    }
  }

  @Test
  void isNotLetInWithoutACertificate() throws Exception {
    assertThatThrownBy(() -> connect(Tls.trusting(authority().toPath()), BRIEF))
        .isInstanceOf(RetryLaterException.class);
  }

  @Test
  void doesNotSpeakToANodeThatItDoesNotTrust() throws Exception {
    Tls systemTrust = new Tls(null, certified().certificate(), certified().key());

    assertThatThrownBy(() -> connect(systemTrust, BRIEF))
        .isInstanceOf(RetryLaterException.class)
        .hasMessageContaining("certification path");
  }

  @Test
  void saysWhichFileItCannotRead() {
    assertThatThrownBy(() -> connect(Tls.trusting(folder.resolve("none.pem")), BRIEF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem");
  }

  @Test
  void commandLineTakesTheSameFiles() throws Exception {
    Tls tls = certified();
    StringWriter said = new StringWriter();
    List<String> send = List.of("send", "orders", "tea", "--url", node.address());
    List<String> secured = new ArrayList<>(send);
    secured.addAll(List.of("--tls-ca", "" + tls.trust(), "--tls-cert", "" + tls.certificate()));

    assertThat(execute(secured, said)).isEqualTo(2);
    assertThat(said.toString()).contains("expected certificate and key together");
    secured.addAll(List.of("--tls-key", "" + tls.key()));
    assertThat(execute(secured, said)).as(said.toString()).isZero();
    assertThat(execute(send, said)).isEqualTo(3);
    assertThat(said.toString()).contains("no node answers; asked: " + node.address());
  }

  private static int execute(List<String> arguments, StringWriter said) {
    PrintWriter out = new PrintWriter(said, true);
    return Main.execute(arguments, out, out);
  }

  private QuorateClient connect(Tls tls, Duration timeout) {
    return QuorateClient.connect(
        node.address(), ClientOptions.builder().tls(tls).connectTimeout(timeout).build());
  }

  private Tls certified() throws Exception {
    X509Bundle client =
        new CertificateBuilder().ecp256().subject("CN=client").buildIssuedBy(authority);
    return Tls.trusting(authority().toPath())
        .withCertificate(file(client.getCertificatePathPEM()), file(client.getPrivateKeyPEM()));
  }

  private File authority() throws Exception {
    return file(authority.getRootCertificatePEM()).toFile();
  }

  private Path file(String pem) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "tls", ".pem"), pem);
  }
}
