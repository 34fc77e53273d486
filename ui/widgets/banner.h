// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/buttons.h"

#include <QFrame>
#include <QList>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

class Theme;

/// A message in the flow of the page: icon, title, text and up to three buttons. Never modal.
/// Hidden until show…() is called; the text is announced to assistive technology.
class Banner final : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Info, Warning, Error };

    explicit Banner(Theme& theme, QWidget* parent = nullptr);

    /// Replaces title, text and buttons and makes the banner visible. Rich text is allowed in text.
    void showMessage(Kind kind, const QString& title, const QString& text);
    /// Adds a button to the message on show (at most three); connect its clicked().
    QPushButton* addButton(
        const QString& text, const QString& icon = {}, ButtonKind kind = ButtonKind::Small);
    Kind kind() const { return m_kind; }
    QString title() const;
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    Theme& m_theme;
    Kind m_kind = Kind::Info;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QBoxLayout* m_content; ///< texts and buttons
    QHBoxLayout* m_buttonRow;
    QList<QPushButton*> m_buttons;
};

} // namespace ui
