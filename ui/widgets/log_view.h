// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

class QPushButton;

namespace ui {

class Theme;

/// A read-only log: at most 2000 lines, each with its time, following the end unless scrolled up.
class LogView final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit LogView(Theme& theme, QWidget* parent = nullptr);

    /// A Copy button for the header of the card around; the caller places it.
    QPushButton* makeCopyButton(QWidget* parent);

public slots:
    void addLine(const QString& text); ///< GUI thread only; stamped with the present time
    void copyAll();

private:
    void restyle();

    Theme& m_theme;
};

} // namespace ui
