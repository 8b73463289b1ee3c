package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.process.CoursePlot.Panel;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class CoursePlotTest {
  private static Document plot(double seconds, Panel... panels) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(CoursePlot.svg(List.of(panels), seconds))));
  }

  private static Course rising(String line) {
    Course course = new Course(line);
    course.add(0, 0);
    course.add(300, 50);
    course.add(600, 100);
    return course;
  }

  private static String points(Document plot, int line) {
    return plot.getElementsByTagName("polyline")
        .item(line)
        .getAttributes()
        .getNamedItem("points")
        .getNodeValue();
  }

  @Test
  void reachesFromCornerToCorner() throws Exception {
    Document plot = plot(600, new Panel("disk, MB", List.of(rising("master"))));

    assertThat(points(plot, 0)).isEqualTo("55.0,160.0 217.5,100.0 380.0,40.0");
  }

  @Test
  void linesOfOnePanelShareTheLargestScale() throws Exception {
    Course flat = new Course("replica");
    flat.add(300, 400);
    Document plot = plot(600, new Panel("disk, MB", List.of(rising("master"), flat)));

    assertThat(points(plot, 0)).isEqualTo("55.0,160.0 217.5,145.0 380.0,130.0");
    assertThat(points(plot, 1)).isEqualTo("217.5,40.0");
    assertThat(plot.getDocumentElement().getTextContent()).contains("disk, MB", "replica", "400");
  }

  @Test
  void placesPanelsInTwoColumns() throws Exception {
    Panel panel = new Panel("threads", List.of(rising("master")));
    Document plot = plot(600, panel, panel, panel);

    assertThat(plot.getElementsByTagName("g").item(2).getAttributes().getNamedItem("transform"))
        .hasToString("transform=\"translate(0 190)\"");
    assertThat(plot.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 800 380");
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "1.1,2", "37,40", "41,80", "81,100", "0.03,0.04", "20700,40000"})
  void aScaleEndsAtARoundNumber(double max, double top) {
    assertThat(CoursePlot.roundUp(max)).isEqualTo(top);
  }
}
