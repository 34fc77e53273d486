// SPDX-License-Identifier: GPL-3.0-or-later
// The controls of the Export dialog.
#include "ui/plots/export_dialog.h"

#include "ui/plots/plot_preview.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>

namespace ui {
namespace {

constexpr double kInch = 25.4;
constexpr int kResolutionWidth = 152;

/// A size of the list. dpi 0: the chosen resolution stays.
struct SizePreset {
    const char* key;
    const char* label;
    QSizeF millimetres;
    double dpi;
};

const std::array kSizes {
    SizePreset { "column", QT_TRANSLATE_NOOP("ui::ExportDialog", "Single column, 85 mm"),
        QSizeF(85.0, 60.0), 0.0 },
    SizePreset { "article", QT_TRANSLATE_NOOP("ui::ExportDialog", "Article column, 160 mm"),
        QSizeF(160.0, 100.0), 0.0 },
    SizePreset { "screen", QT_TRANSLATE_NOOP("ui::ExportDialog", "Screen, 1920 px"),
        QSizeF(1920.0, 1080.0) * kInch / 192.0, 192.0 },
    SizePreset { "custom", QT_TRANSLATE_NOOP("ui::ExportDialog", "Custom"), QSizeF(), 0.0 },
};

} // namespace

QWidget* ExportDialog::makePreviewSide()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_preview = new PlotPreview(m_theme, side);
    m_info = makeLabel(m_theme, QString(), 12, TextColor::Text3, false, side);
    m_info->setObjectName(QStringLiteral("export_info"));
    m_error = makeLabel(m_theme, QString(), 12, TextColor::Error, false, side);
    m_error->setObjectName(QStringLiteral("export_error"));
    for (QLabel* label : { m_info, m_error }) {
        label->setWordWrap(true);
        label->setFixedWidth(m_preview->width());
    }
    m_error->hide();
    column->addWidget(m_preview);
    column->addWidget(m_info);
    column->addWidget(m_error);
    return side;
}

QWidget* ExportDialog::makeFormatRow()
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(24);
    auto* group = new QButtonGroup(row);
    const auto add = [&](const QString& text, const char* name) {
        auto* button = new QRadioButton(text, row);
        button->setObjectName(QLatin1String(name));
        button->setAccessibleName(tr("Format %1").arg(text));
        group->addButton(button);
        line->addWidget(button);
        return button;
    };
    m_png = add(QStringLiteral("PNG"), "export_format_png");
    m_svg = add(QStringLiteral("SVG"), "export_format_svg");
    m_pdf = add(QStringLiteral("PDF"), "export_format_pdf");
    line->addStretch(1);
    return row;
}

QWidget* ExportDialog::makeSizeRow()
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    const auto add = [&](const char* name, const QString& accessible) {
        auto* field = new NumberSpinBox(m_theme, row);
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(accessible);
        field->setRange(10.0, 2000.0);
        field->setStepping(NumberSpinBox::Stepping::Linear, 5.0);
        field->setUnit(tr("mm"));
        return field;
    };
    m_width = add("export_width", tr("Width"));
    m_height = add("export_height", tr("Height"));
    line->addWidget(m_width, 1);
    line->addWidget(new QLabel(QStringLiteral("×"), row));
    line->addWidget(m_height, 1);
    return row;
}

QWidget* ExportDialog::makeResolutionRow()
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    m_dpi = new NumberSpinBox(m_theme, row);
    m_dpi->setObjectName(QStringLiteral("export_dpi"));
    m_dpi->setAccessibleName(tr("Resolution"));
    m_dpi->setUnit(tr("dpi"));
    m_dpi->setRange(36.0, 2400.0);
    m_dpi->setStepping(NumberSpinBox::Stepping::Linear, 50.0);
    m_dpi->setDescription(tr("Pixels per inch, for PNG only. Print wants 300 or more."));
    m_dpi->setFixedWidth(kResolutionWidth);
    line->addWidget(m_dpi);
    line->addWidget(makeLabel(m_theme, tr("for PNG only"), 12, TextColor::Text3, false, row), 1);
    return row;
}

void ExportDialog::addChecks(QGridLayout* grid)
{
    const auto check = [&](const char* name, const QString& text) {
        auto* box = new QCheckBox(text, grid->parentWidget());
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(text);
        grid->addWidget(box, grid->rowCount(), 1);
        return box;
    };
    m_transparent = check("export_transparent", tr("Transparent background"));
    m_legend = check("export_legend", tr("Legend"));
    m_caption = check("export_caption", tr("Title and parameters as a caption"));
    m_csv = check("export_csv", tr("Write the data beside it as CSV"));
}

QWidget* ExportDialog::makeForm()
{
    auto* form = new QWidget(this);
    auto* grid = new QGridLayout(form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(metrics::kRowGap);
    const auto addRow = [&](const QString& text, QWidget* field) {
        auto* label = makeLabel(m_theme, text, 13, TextColor::Text2, false, form);
        label->setBuddy(field);
        const int row = grid->rowCount();
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
    };
    const auto combo = [&](const char* name, const QString& accessible) {
        auto* box = new ComboBox(form);
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(accessible);
        return box;
    };
    const auto number = [&](const char* name, const QString& accessible, const QString& unit) {
        auto* field = new NumberSpinBox(m_theme, form);
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(accessible);
        field->setUnit(unit);
        return field;
    };
    m_content = combo("export_content", tr("Content"));
    const PlotView* current = m_charts[static_cast<std::size_t>(m_current)];
    m_content->addItem(tr("This chart: %1").arg(current->title()), QStringLiteral("this"));
    for (int i = 0; i < static_cast<int>(m_charts.size()); ++i)
        if (i != m_current)
            m_content->addItem(tr("Chart: %1").arg(m_charts[static_cast<std::size_t>(i)]->title()),
                QString::number(i));
    if (m_charts.size() > 1)
        m_content->addItem(
            tr("All %n charts of the page", nullptr, static_cast<int>(m_charts.size())),
            QStringLiteral("all"));
    addRow(tr("Content"), m_content);
    addRow(tr("Format"), makeFormatRow());
    m_size = combo("export_size", tr("Size"));
    for (const SizePreset& preset : kSizes)
        m_size->addItem(tr(preset.label), QLatin1String(preset.key));
    addRow(tr("Size"), m_size);
    addRow(tr("Width × height"), makeSizeRow());
    addRow(tr("Resolution"), makeResolutionRow());
    m_themeBox = combo("export_theme", tr("Theme"));
    m_themeBox->addItem(tr("Light (for print)"), false);
    m_themeBox->addItem(tr("Dark"), true);
    addRow(tr("Theme"), m_themeBox);
    m_text = number("export_text", tr("Text size"), tr("pt"));
    m_text->setRange(4.0, 48.0);
    m_text->setStepping(NumberSpinBox::Stepping::Linear, 1.0);
    m_text->setDescription(tr("Of titles and legend; lines and markers scale along."));
    addRow(tr("Text size"), m_text);
    addChecks(grid);
    grid->setColumnMinimumWidth(1, 295);
    return form;
}

QWidget* ExportDialog::makeFooter()
{
    auto* footer = new QWidget(this);
    auto* line = new QHBoxLayout(footer);
    line->setContentsMargins(16, 12, 16, 16);
    m_copy = makeButton(
        m_theme, ButtonKind::Plain, tr("Copy to clipboard"), QStringLiteral("copy"), footer);
    m_copy->setObjectName(QStringLiteral("export_copy"));
    m_copy->setToolTip(tr("PNG and SVG together, at this size"));
    auto* cancel = makeButton(m_theme, ButtonKind::Plain, tr("Cancel"), QString(), footer);
    cancel->setObjectName(QStringLiteral("export_cancel"));
    m_export
        = makeButton(m_theme, ButtonKind::Primary, tr("Export…"), QStringLiteral("export"), footer);
    m_export->setObjectName(QStringLiteral("export_ok"));
    m_export->setDefault(true);
    line->addWidget(m_copy);
    line->addStretch(1);
    line->addWidget(cancel);
    line->addWidget(m_export);
    connect(m_copy, &QPushButton::clicked, this, &ExportDialog::copyNow);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::exportNow);
    return footer;
}

void ExportDialog::applySizePreset()
{
    for (const SizePreset& preset : kSizes) {
        if (m_size->currentData().toString() != QLatin1String(preset.key)
            || preset.millimetres.isEmpty())
            continue;
        const QSignalBlocker quietWidth(m_width);
        const QSignalBlocker quietHeight(m_height);
        m_width->setValue(preset.millimetres.width());
        m_height->setValue(preset.millimetres.height());
        if (preset.dpi > 0.0)
            m_dpi->setValue(preset.dpi);
    }
    showChoices();
}

} // namespace ui
