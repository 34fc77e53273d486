// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_export.h"

#include <QDialog>

#include <functional>

class QCheckBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QRadioButton;
class QTimer;

namespace ui {

class ComboBox;
class NumberSpinBox;
class PlotPreview;

/// The Export dialog (Ctrl+E): content, format, size, look, and the real rendering as preview.
/// Remembers its choices and the last folder in QSettings. Object names: export_content,
/// export_format_png/_svg/_pdf, export_size, export_width, export_height, export_dpi,
/// export_theme, export_text, export_transparent, export_legend, export_caption, export_csv,
/// export_preview, export_info, export_error, export_copy, export_cancel, export_ok.
class ExportDialog final : public QDialog {
    Q_OBJECT
public:
    /// charts: those of the page, which must outlive the dialog; current: the chosen one.
    /// recipe: see PlotRecipe; caption: proposed text below the picture.
    ExportDialog(Theme& theme, std::vector<const PlotView*> charts, int current, PlotRecipe recipe,
        const QString& caption, QWidget* parent = nullptr);

    /// Offers the page as a whole too; it must outlive the dialog.
    void setPage(QWidget* page);
    PlotExportOptions options() const; ///< as chosen now

    /// Asks for the file; gets the suggested path, returns an empty string for cancelled.
    /// Without one, a QFileDialog asks.
    using FileChooser = std::function<QString(const QString& suggested)>;
    void setFileChooser(FileChooser chooser);

signals:
    void exported(const QString& file); ///< written; the dialog closes after it

private:
    QWidget* makePreviewSide();
    QWidget* makeForm();
    QWidget* makeFooter();
    QWidget* makeSizeRow();
    QWidget* makeFormatRow();
    QWidget* makeResolutionRow();
    void addChecks(QGridLayout* grid);
    void connectChoices();
    void restore();
    void store() const;
    void applySizePreset();
    void showChoices(); // enabled states now, the preview soon
    void renderPreview();
    void exportNow();
    void copyNow();
    bool wholePage() const;
    std::vector<const PlotView*> chosenCharts() const;
    QString suggestedFile() const;
    QString askForFile(const QString& suggested);
    void showError(const QString& text);

    Theme& m_theme;
    std::vector<const PlotView*> m_charts;
    int m_current;
    QWidget* m_page = nullptr;
    PlotRecipe m_recipe;
    QString m_captionText;
    FileChooser m_chooser;
    QTimer* m_previewTimer = nullptr;
    PlotPreview* m_preview = nullptr;
    QLabel* m_info = nullptr;
    QLabel* m_error = nullptr;
    ComboBox* m_content = nullptr;
    QRadioButton* m_png = nullptr;
    QRadioButton* m_svg = nullptr;
    QRadioButton* m_pdf = nullptr;
    ComboBox* m_size = nullptr;
    NumberSpinBox* m_width = nullptr;
    NumberSpinBox* m_height = nullptr;
    NumberSpinBox* m_dpi = nullptr;
    ComboBox* m_themeBox = nullptr;
    NumberSpinBox* m_text = nullptr;
    QCheckBox* m_transparent = nullptr;
    QCheckBox* m_legend = nullptr;
    QCheckBox* m_caption = nullptr;
    QCheckBox* m_csv = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace ui
