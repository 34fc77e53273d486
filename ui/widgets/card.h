// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace ui {

class Theme;

/// A surface with a thin edge. With a title it has a header of 32 px and room at the right of it.
class Card final : public QWidget {
    Q_OBJECT
public:
    explicit Card(Theme& theme, const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title); ///< an empty title removes the header
    void addHeaderWidget(QWidget* widget); ///< at the right of the header
    QVBoxLayout* contentLayout() const { return m_content; } ///< no margins, no spacing

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QWidget* m_header;
    QHBoxLayout* m_headerRow;
    QLabel* m_title;
    QVBoxLayout* m_content;
};

} // namespace ui
