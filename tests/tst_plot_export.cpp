// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_export.h"
#include "ui/plots/plot_preview.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui_test_helpers.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>
#include <memory>
#include <stdexcept>

namespace {

void fill(ui::PlotView& view)
{
    view.setTitle("Trajectory");
    std::vector<double> xs;
    std::vector<double> ys;
    for (int i = 0; i <= 400; ++i) {
        xs.push_back(i * 0.025);
        ys.push_back(10.0 * std::sin(3.0 * i * 0.025));
    }
    ui::PlotCurve euler("euler", "Euler, <i>h</i> = 0.05", ui::seriesStyle(u"euler"));
    euler.markerEvery = 7;
    euler.replace(xs, ys);
    ui::PlotCurve cross("be", "Backward Euler", ui::seriesStyle(u"backward-euler"));
    for (double& y : ys)
        y *= 0.5;
    cross.replace(xs, ys);
    view.setCurves({ euler, cross });
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// All coordinates of the elements of an SVG that are drawn in one of the colours.
QList<QPointF> coordinatesIn(const QByteArray& svg, const QStringList& colours)
{
    QList<QPointF> points;
    QList<bool> coloured { false };
    QXmlStreamReader reader(svg);
    static const QRegularExpression pair(
        "(-?[0-9.]+(?:e[-+]?[0-9]+)?),(-?[0-9.]+(?:e[-+]?[0-9]+)?)");
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isEndElement())
            coloured.removeLast();
        if (!reader.isStartElement())
            continue;
        const auto attributes = reader.attributes();
        bool own = coloured.last();
        for (const char* name : { "stroke", "fill" }) {
            const QString value = attributes.value(QLatin1String(name)).toString().toLower();
            own = own || colours.contains(value);
        }
        coloured.append(own);
        if (!own)
            continue;
        const QString shape = attributes.value(QLatin1String("points")).toString()
            + attributes.value(QLatin1String("d")).toString();
        auto matches = pair.globalMatch(shape);
        while (matches.hasNext()) {
            const auto match = matches.next();
            points.append({ match.captured(1).toDouble(), match.captured(2).toDouble() });
        }
    }
    return points;
}

} // namespace

class TestPlotExport : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Dark); }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_view = std::make_unique<ui::PlotView>(*m_theme);
        m_view->resize(600, 400);
        fill(*m_view);
    }
    void cleanup() { m_view.reset(); }
    void cleanupTestCase() { m_theme.reset(); }

    void pngHasSizeResolutionAndRecipe()
    {
        ui::PlotExportOptions options;
        options.recipe = { { "Equation", "y' = cos t" }, { "Solver", "euler, h = 0.05" } };
        const QString file = path("new/folder/a.png");
        ui::exportPlots(file, { m_view.get() }, options);
        const QImage image(file);
        QCOMPARE(image.size(), QSize(1890, 1181)); // 160 x 100 mm at 300 dpi
        QCOMPARE(image.dotsPerMeterX(), 11811);
        QCOMPARE(image.text("Equation"), QString("y' = cos t"));
        QCOMPARE(image.text("Solver"), QString("euler, h = 0.05"));
        // Light colours for print, although the window is dark.
        QCOMPARE(image.pixelColor(2, 2), ui::lightTokens().surface);
    }

    void transparentAndDark()
    {
        ui::PlotExportOptions options;
        options.dpi = 96;
        options.transparent = true;
        QCOMPARE(ui::renderPlots({ m_view.get() }, options).pixelColor(2, 2).alpha(), 0);
        options.transparent = false;
        options.dark = true;
        QCOMPARE(
            ui::renderPlots({ m_view.get() }, options).pixelColor(2, 2), ui::darkTokens().surface);
    }

    void zoomedSvgStaysInsideThePlot()
    {
        m_view->setRanges({ { 3.01, 5.0 }, { -2.0, 2.0 }, { 0.0, 1.0 } });
        ui::PlotExportOptions options;
        options.format = ui::PlotFormat::Svg;
        options.legend = false;
        const QByteArray svg = ui::encodePlots({ m_view.get() }, options);
        QVERIFY(svg.contains("viewBox=\"0 0 604.72"));
        QVERIFY2(
            svg.contains("font-family=\"" + m_theme->font(ui::TextSize::Tick).family().toUtf8()),
            "text must name its font");
        const QSizeF size = options.millimetres / 25.4 * 96.0;
        const QRectF area = m_view->plotArea({ size, ui::lightTokens(), false, false });
        const QList<QPointF> points = coordinatesIn(svg,
            { ui::seriesStyle(u"euler").light.name(),
                ui::seriesStyle(u"backward-euler").light.name() });
        QVERIFY2(points.size() > 100, qPrintable(QString::number(points.size())));
        // Six digits are written, so a thousandth is rounding.
        const QRectF allowed = area.adjusted(-2e-3, -2e-3, 2e-3, 2e-3);
        const QPointF* previous = nullptr;
        for (const QPointF& point : points) {
            // Markers away from the edges are drawn about their own origin.
            if (std::abs(point.x()) <= 6.0 && std::abs(point.y()) <= 6.0)
                continue;
            QVERIFY2(allowed.contains(point),
                qPrintable(QString("%1, %2").arg(point.x()).arg(point.y())));
            previous = &point;
        }
        QVERIFY(previous);
    }

    void pdfIsWritten()
    {
        ui::PlotExportOptions options;
        options.format = ui::PlotFormat::Pdf;
        options.recipe = { { "Solver", "euler" } };
        const QString file = path("a.pdf");
        ui::exportPlots(file, { m_view.get(), m_view.get() }, options);
        const QByteArray pdf = contentOf(file);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.contains("recipe.txt"));
        const QRegularExpression box("MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)");
        const auto match = box.match(QString::fromLatin1(pdf));
        QVERIFY(match.hasMatch());
        QVERIFY(std::abs(match.captured(1).toDouble() - 160.0 / 25.4 * 72.0) < 1.0);
    }

    void failureLeavesTheOldFile()
    {
        const QString file = path("kept.png");
        QFile old(file);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        ui::PlotExportOptions tooLarge;
        tooLarge.dpi = 1e9;
        QVERIFY_EXCEPTION_THROWN(
            ui::exportPlots(file, { m_view.get() }, tooLarge), std::invalid_argument);
        QCOMPARE(contentOf(file), QByteArray("old"));
        // A file where a folder is needed: nobody may write there, not even root.
        try {
            ui::exportPlots(file + "/a.png", { m_view.get() }, {});
            QFAIL("no error");
        } catch (const std::runtime_error& error) {
            QVERIFY(QString(error.what()).startsWith(file + "/a.png: "));
        }
        QCOMPARE(contentOf(file), QByteArray("old"));
        try {
            ui::exportPlots(m_folder->path(), { m_view.get() }, {});
            QFAIL("no error");
        } catch (const std::runtime_error& error) {
            QVERIFY(QString(error.what()).contains("is a folder"));
        }
        QVERIFY_EXCEPTION_THROWN(ui::renderPlots({}, {}), std::invalid_argument);
    }

    void csvReadsBack()
    {
        m_view->setCurveVisible("be", false);
        ui::PlotExportOptions options;
        options.csv = true;
        options.recipe = { { "Solver", "euler" } };
        ui::exportPlots(path("a.png"), { m_view.get() }, options);
        const QStringList lines = QString::fromUtf8(contentOf(path("a.csv"))).split('\n');
        QCOMPARE(lines[0], QString("# Solver: euler"));
        QCOMPARE(lines[1], QString("chart,curve,x,y"));
        QCOMPARE(lines.size(), 401 + 3);
        const QString last = lines[lines.size() - 2];
        QVERIFY(last.startsWith("Trajectory,\"Euler, h = 0.05\",10,"));
        QCOMPARE(last.section(',', -1).toDouble(), m_view->curve("euler")->samples->y.back());
    }

    void everyLegendEntryIsExported()
    {
        const auto inked = [this](double millimetres) {
            ui::PlotExportOptions options;
            options.millimetres = QSizeF(millimetres, 80.0);
            options.dpi = 96.0;
            const QImage image = ui::renderPlots({ m_view.get() }, options);
            const QSizeF size = options.millimetres / 25.4 * 96.0;
            const QRectF area = m_view->plotArea({ size, ui::lightTokens(), true, true });
            const QColor ink = ui::seriesStyle(u"backward-euler").light;
            int count = 0;
            for (int y = 0; y < int(area.top()) - 2; ++y) {
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixelColor(x, y) == ink ? 1 : 0;
            }
            return std::pair(count, area.top());
        };
        const auto [wide, wideTop] = inked(160.0);
        const auto [narrow, narrowTop] = inked(65.0);
        QVERIFY(wide > 10);
        QVERIFY(narrow > 10); // on a second row, not folded into "+ 1"
        QVERIFY(narrowTop > wideTop);
    }

    void dialogExportsWhatItShows()
    {
        ui::PlotView second(*m_theme);
        second.setTitle("Error");
        ui::ExportDialog dialog(*m_theme, { m_view.get(), &second }, 0, { { "Solver", "euler" } },
            "Article example, Euler");
        dialog.show();
        const auto preview = dialog.findChild<ui::PlotPreview*>("export_preview");
        QVERIFY(preview && !preview->image().isNull());
        dialog.findChild<QRadioButton*>("export_format_svg")->click();
        dialog.findChild<ui::ComboBox*>("export_size")->selectData("column");
        dialog.findChild<QCheckBox*>("export_caption")->setChecked(true);
        QCOMPARE(dialog.options().millimetres, QSizeF(85.0, 60.0));
        QCOMPARE(dialog.options().caption, QString("Article example, Euler"));
        QVERIFY(!dialog.findChild<ui::NumberSpinBox*>("export_dpi")->isEnabled());
        QString suggested;
        dialog.setFileChooser([&](const QString& proposal) {
            suggested = proposal;
            return path("out.svg");
        });
        QSignalSpy exported(&dialog, &ui::ExportDialog::exported);
        dialog.findChild<QPushButton*>("export_ok")->click();
        QCOMPARE(exported.size(), 1);
        QVERIFY(suggested.endsWith("/trajectory.svg"));
        QVERIFY(contentOf(path("out.svg")).contains("Article example, Euler"));
        QVERIFY(QFile::exists(path("out.csv"))); // on unless unticked
        QCOMPARE(dialog.result(), int(QDialog::Accepted));

        ui::ExportDialog again(*m_theme, { m_view.get() }, 0, {}, {}); // choices are kept
        QVERIFY(again.findChild<QRadioButton*>("export_format_svg")->isChecked());
        QCOMPARE(again.options().millimetres, QSizeF(85.0, 60.0));
    }

    void oneChartOfSeveralAndTheWholePage()
    {
        QWidget page;
        page.setAccessibleName("Solve");
        page.resize(600, 300);
        QPalette colors = page.palette();
        colors.setColor(QPalette::Window, QColor(10, 200, 30));
        page.setPalette(colors);
        page.setAutoFillBackground(true);
        QLabel label("a table of results", &page);
        label.setGeometry(20, 20, 300, 30);
        ui::PlotView second(*m_theme);
        second.setTitle("Error");
        ui::ExportDialog dialog(*m_theme, { m_view.get(), &second }, 0, {}, "caption");
        dialog.setPage(&page);
        dialog.show();
        auto* content = dialog.findChild<ui::ComboBox*>("export_content");
        QCOMPARE(content->count(), 4); // this, the other, all, page
        QString suggested;
        dialog.setFileChooser([&](const QString& proposal) {
            suggested = proposal;
            return QString();
        });
        auto* button = dialog.findChild<QPushButton*>("export_ok");
        content->selectData("1");
        button->click();
        QVERIFY2(suggested.contains("/error."), qPrintable(suggested));
        content->selectData("page");
        QVERIFY(!dialog.findChild<ui::ComboBox*>("export_theme")->isEnabled());
        dialog.setFileChooser([&](const QString& proposal) {
            suggested = proposal;
            return path("page.png");
        });
        dialog.findChild<QRadioButton*>("export_format_png")->click();
        button->click();
        QVERIFY(suggested.endsWith("/page.png"));
        const QImage picture(path("page.png"));
        QCOMPARE(picture.size(), dialog.options().pixels());
        // 2 : 1 in a wider or higher picture: the page fills the middle in its own colour.
        QCOMPARE(
            picture.pixelColor(picture.width() / 2, picture.height() / 2), QColor(10, 200, 30));
        QCOMPARE(picture.pixelColor(2, 2), QColor(10, 200, 30)); // and so is the rest
        ui::PlotExportOptions svg;
        svg.format = ui::PlotFormat::Svg;
        QVERIFY(ui::encodePage(page, svg).contains("a table of results")); // text stays text
    }

    void thePageIsDrawnWithoutTheCrosshair()
    {
        QWidget page;
        page.resize(500, 400);
        auto* chart = new ui::PlotView(*m_theme, &page);
        chart->setGeometry(page.rect());
        fill(*chart);
        chart->setCrosshairEnabled(false);
        const QImage without = ui::renderPage(page, {});
        chart->setCrosshairEnabled(true);
        chart->setCrosshairX(2.0);
        QVERIFY(chart->grab().toImage() != QImage());
        QVERIFY(ui::renderPage(page, {}) == without);
        QVERIFY(chart->crosshairEnabled()); // on the screen it stays
    }

    void dialogRefusesAndReports()
    {
        ui::ExportDialog dialog(*m_theme, { m_view.get() }, 0, {}, {});
        dialog.show();
        auto* error = dialog.findChild<QLabel*>("export_error");
        auto* button = dialog.findChild<QPushButton*>("export_ok");
        dialog.findChild<ui::NumberSpinBox*>("export_text")->setValue(48.0);
        QVERIFY(!button->isEnabled());
        QVERIFY(error->isVisible() && error->text().contains("too large"));
        dialog.findChild<ui::NumberSpinBox*>("export_text")->setValue(9.0);
        QVERIFY(button->isEnabled() && !error->isVisible());
        dialog.setFileChooser([this](const QString&) { return m_folder->path(); });
        button->click();
        QVERIFY(dialog.isVisible()); // stays open with the reason
        QVERIFY(error->isVisible() && error->text().contains("is a folder"));
        dialog.setFileChooser([](const QString&) { return QString(); }); // cancelled
        button->click();
        QVERIFY(dialog.isVisible());
    }

    void copyPutsPngAndSvgOnTheClipboard()
    {
        ui::ExportDialog dialog(*m_theme, { m_view.get() }, 0, {}, {});
        dialog.findChild<QPushButton*>("export_copy")->click();
        const QMimeData* data = QGuiApplication::clipboard()->mimeData();
        QVERIFY(data->hasImage());
        QVERIFY(data->data("image/svg+xml").contains("<svg"));
        QCOMPARE(QImage::fromData(data->data("image/png")).width(), 1890);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    SettingsSandbox m_settings { "tst_plot_export" };
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::PlotView> m_view;
};

REGISTER_TEST(TestPlotExport)
#include "tst_plot_export.moc"
