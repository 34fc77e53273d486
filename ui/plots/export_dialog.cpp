// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/export_dialog.h"

#include "ui/plots/plot_preview.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ui {
namespace {

constexpr double kInch = 25.4;
constexpr int kPreviewDelayMs = 120;

QString fileNameOf(const QString& title)
{
    QString name;
    for (const QChar c : title.toLower())
        name += c.isLetterOrNumber() ? c : QLatin1Char('-');
    while (name.contains(QLatin1String("--")))
        name.replace(QLatin1String("--"), QLatin1String("-"));
    return name.isEmpty() ? QStringLiteral("chart") : name;
}

} // namespace

ExportDialog::ExportDialog(Theme& theme, std::vector<const PlotView*> charts, int current,
    PlotRecipe recipe, const QString& caption, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_charts(std::move(charts))
    , m_current(current)
    , m_recipe(std::move(recipe))
    , m_captionText(caption)
    , m_previewTimer(new QTimer(this))
{
    if (m_current < 0 || m_current >= static_cast<int>(m_charts.size()))
        throw std::invalid_argument("ExportDialog: no such chart");
    setObjectName(QStringLiteral("export_dialog"));
    setWindowTitle(tr("Export chart"));
    auto* page = new QHBoxLayout;
    page->setContentsMargins(16, 16, 16, 16);
    page->setSpacing(24);
    page->addWidget(makePreviewSide(), 0, Qt::AlignTop);
    page->addWidget(makeForm(), 1, Qt::AlignTop);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(page, 1);
    all->addWidget(makeFooter());
    restore();
    m_previewTimer->setSingleShot(true);
    m_previewTimer->setInterval(kPreviewDelayMs);
    connect(m_previewTimer, &QTimer::timeout, this, &ExportDialog::renderPreview);
    connectChoices();
    showChoices();
    renderPreview();
}

void ExportDialog::connectChoices()
{
    connect(m_size, &QComboBox::currentIndexChanged, this, &ExportDialog::applySizePreset);
    for (NumberSpinBox* field : { m_width, m_height }) {
        connect(field, &NumberSpinBox::valueChanged, this, [this] {
            m_size->selectData(QStringLiteral("custom"));
            showChoices();
        });
    }
    for (NumberSpinBox* field : { m_dpi, m_text })
        connect(field, &NumberSpinBox::valueChanged, this, &ExportDialog::showChoices);
    for (QComboBox* box : { m_content, m_themeBox })
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::showChoices);
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*> {
             m_png, m_svg, m_pdf, m_transparent, m_legend, m_caption, m_csv })
        connect(button, &QAbstractButton::toggled, this, &ExportDialog::showChoices);
}

void ExportDialog::setFileChooser(FileChooser chooser)
{
    m_chooser = std::move(chooser);
}

PlotExportOptions ExportDialog::options() const
{
    PlotExportOptions chosen;
    chosen.format = m_svg->isChecked() ? PlotFormat::Svg
        : m_pdf->isChecked()           ? PlotFormat::Pdf
                                       : PlotFormat::Png;
    chosen.millimetres = QSizeF(m_width->value(), m_height->value());
    chosen.dpi = m_dpi->value();
    chosen.textPoints = m_text->value();
    chosen.dark = m_themeBox->currentData().toBool();
    chosen.transparent = m_transparent->isChecked();
    chosen.legend = m_legend->isChecked();
    chosen.caption = m_caption->isChecked() ? m_captionText : QString();
    chosen.csv = m_csv->isChecked();
    chosen.recipe = m_recipe;
    return chosen;
}

std::vector<const PlotView*> ExportDialog::chosenCharts() const
{
    const QString content = m_content->currentData().toString();
    if (content == QLatin1String("all") || wholePage())
        return m_charts;
    bool another = false;
    const int index = content.toInt(&another);
    return { m_charts[static_cast<std::size_t>(another ? index : m_current)] };
}

void ExportDialog::setPage(QWidget* page)
{
    m_page = page;
    m_content->addItem(tr("The whole page"), QStringLiteral("page"));
}

bool ExportDialog::wholePage() const
{
    return m_page != nullptr && m_content->currentData().toString() == QLatin1String("page");
}

void ExportDialog::showChoices()
{
    m_dpi->setEnabled(m_png->isChecked());
    m_caption->setEnabled(!m_captionText.isEmpty() && !wholePage());
    for (QWidget* choice : std::initializer_list<QWidget*> {
             m_themeBox, m_text, m_transparent, m_legend }) // the page is drawn as it is
        choice->setEnabled(!wholePage());
    const QString problem = QString::fromStdString(options().problem());
    m_export->setEnabled(problem.isEmpty());
    m_copy->setEnabled(problem.isEmpty());
    m_export->setToolTip(problem);
    showError(problem);
    m_previewTimer->start();
}

void ExportDialog::renderPreview()
{
    PlotExportOptions chosen = options();
    if (!chosen.problem().empty()) {
        m_preview->setImage({});
        m_info->clear();
        return;
    }
    const QSizeF size = chosen.millimetres;
    const QSize pixels = chosen.pixels();
    const double fit
        = std::min(m_preview->width() / size.width(), m_preview->height() / size.height());
    const PlotFormat format = std::exchange(chosen.format, PlotFormat::Svg);
    chosen.dpi = std::max(36.0, fit * kInch * m_preview->devicePixelRatioF());
    m_preview->setImage(
        wholePage() ? renderPage(*m_page, chosen) : renderPlots(chosenCharts(), chosen));
    QString text = tr("Preview at the chosen size: %1 × %2 mm")
                       .arg(size.width(), 0, 'f', 0)
                       .arg(size.height(), 0, 'f', 0);
    if (format == PlotFormat::Png) {
        text += tr(", %1 × %2 px at %3 dpi")
                    .arg(pixels.width())
                    .arg(pixels.height())
                    .arg(m_dpi->value(), 0, 'f', 0);
    } else {
        chosen.format = format;
        const auto bytes
            = (wholePage() ? encodePage(*m_page, chosen) : encodePlots(chosenCharts(), chosen))
                  .size();
        text += tr(", %1 kB").arg(std::max<qsizetype>(1, (bytes + 512) / 1024));
    }
    m_info->setText(text + tr(". The crosshair and its box are left out."));
}

void ExportDialog::showError(const QString& text)
{
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
}

QString ExportDialog::suggestedFile() const
{
    const QString home = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString folder = QSettings().value(QStringLiteral("export/folder"), home).toString();
    const QString name = wholePage() ? QStringLiteral("page")
        : chosenCharts().size() > 1  ? QStringLiteral("charts")
                                     : fileNameOf(chosenCharts().front()->title());
    return QDir(folder).filePath(name + QLatin1Char('.') + suffixOf(options().format));
}

QString ExportDialog::askForFile(const QString& suggested)
{
    if (m_chooser)
        return m_chooser(suggested);
    QFileDialog dialog(this, tr("Export chart"), QFileInfo(suggested).absolutePath());
    const QString suffix = suffixOf(options().format);
    dialog.setObjectName(QStringLiteral("export_file_dialog"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilter(QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    dialog.setDefaultSuffix(suffix);
    dialog.selectFile(QFileInfo(suggested).fileName());
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

void ExportDialog::exportNow()
{
    const QString file = askForFile(suggestedFile());
    if (file.isEmpty())
        return;
    try {
        if (wholePage())
            exportPage(file, *m_page, m_charts, options());
        else
            exportPlots(file, chosenCharts(), options());
    } catch (const std::exception& error) {
        showError(QString::fromUtf8(error.what()));
        return;
    }
    QSettings().setValue(QStringLiteral("export/folder"), QFileInfo(file).absolutePath());
    store();
    emit exported(file);
    accept();
}

void ExportDialog::copyNow()
{
    if (wholePage()) {
        auto* copied = new QMimeData;
        PlotExportOptions chosen = options();
        copied->setImageData(renderPage(*m_page, chosen));
        chosen.format = PlotFormat::Svg;
        copied->setData(QStringLiteral("image/svg+xml"), encodePage(*m_page, chosen));
        QGuiApplication::clipboard()->setMimeData(copied);
    } else {
        QGuiApplication::clipboard()->setMimeData(plotsAsMimeData(chosenCharts(), options()));
    }
    store();
}

void ExportDialog::restore()
{
    QSettings settings;
    settings.beginGroup(QStringLiteral("export"));
    const QString format
        = settings.value(QStringLiteral("format"), QStringLiteral("png")).toString();
    (format == QLatin1String("svg")          ? m_svg
            : format == QLatin1String("pdf") ? m_pdf
                                             : m_png)
        ->setChecked(true);
    m_size->selectData(settings.value(QStringLiteral("size"), QStringLiteral("article")));
    m_width->setValue(settings.value(QStringLiteral("width"), 160.0).toDouble());
    m_height->setValue(settings.value(QStringLiteral("height"), 100.0).toDouble());
    m_dpi->setValue(settings.value(QStringLiteral("dpi"), 300.0).toDouble());
    m_text->setValue(settings.value(QStringLiteral("text"), 9.0).toDouble());
    m_themeBox->setCurrentIndex(settings.value(QStringLiteral("dark"), false).toBool() ? 1 : 0);
    m_transparent->setChecked(settings.value(QStringLiteral("transparent"), false).toBool());
    m_legend->setChecked(settings.value(QStringLiteral("legend"), true).toBool());
    m_caption->setChecked(
        !m_captionText.isEmpty() && settings.value(QStringLiteral("caption"), false).toBool());
    m_csv->setChecked(settings.value(QStringLiteral("csv"), true).toBool());
}

void ExportDialog::store() const
{
    const PlotExportOptions chosen = options();
    QSettings settings;
    settings.beginGroup(QStringLiteral("export"));
    settings.setValue(QStringLiteral("format"), suffixOf(chosen.format));
    settings.setValue(QStringLiteral("size"), m_size->currentData());
    settings.setValue(QStringLiteral("width"), chosen.millimetres.width());
    settings.setValue(QStringLiteral("height"), chosen.millimetres.height());
    settings.setValue(QStringLiteral("dpi"), chosen.dpi);
    settings.setValue(QStringLiteral("text"), chosen.textPoints);
    settings.setValue(QStringLiteral("dark"), chosen.dark);
    settings.setValue(QStringLiteral("transparent"), chosen.transparent);
    settings.setValue(QStringLiteral("legend"), chosen.legend);
    settings.setValue(QStringLiteral("caption"), m_caption->isChecked());
    settings.setValue(QStringLiteral("csv"), chosen.csv);
}

} // namespace ui
