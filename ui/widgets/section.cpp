// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/section.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/form_grid.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QSettings>
#include <QTextDocumentFragment>
#include <QToolButton>

namespace ui {

namespace {

constexpr int kLabelWidth = 88; // the fields of all sections start at one edge

QString settingsKey(const QString& key)
{
    return QStringLiteral("sections/") + key;
}

} // namespace

Section::Section(Theme& theme, const QString& key, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_key(key)
    , m_toggle(new QToolButton(this))
    , m_note(makeLabel(theme, {}, 12, TextColor::Text3, false, this))
    , m_body(new QWidget(this))
    , m_content(new QVBoxLayout(m_body))
{
    setObjectName(key);
    m_toggle->setObjectName(key + QStringLiteral("_toggle"));
    m_toggle->setText(title);
    m_toggle->setAccessibleName(title);
    m_toggle->setToolTip(tr("%1\nShows or hides this part of the inspector.").arg(title));
    m_toggle->setProperty("plain", true);
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toggle->setFont(theme.font(TextSize::Small, QFont::DemiBold));
    m_toggle->setIconSize({ 14, 14 });
    m_toggle->setFocusPolicy(Qt::StrongFocus);
    m_toggle->setFixedHeight(metrics::kCompactHeight);
    m_toggle->setMinimumWidth(m_toggle->sizeHint().width() + 10);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(metrics::kPageMargin - 7, 0, metrics::kPageMargin, 0);
    head->addWidget(m_toggle);
    head->addStretch();
    head->addWidget(m_note);
    m_content->setContentsMargins(metrics::kPageMargin, 6, metrics::kPageMargin, 6);
    m_content->setSpacing(metrics::kRowGap);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 7, 0, 8);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_body);

    connect(m_toggle, &QToolButton::clicked, this, [this] { setExpanded(!m_expanded); });
    showExpanded(QSettings().value(settingsKey(key), true).toBool());
}

void Section::setExpanded(bool expanded)
{
    if (expanded == m_expanded)
        return;
    showExpanded(expanded);
    QSettings().setValue(settingsKey(m_key), expanded);
}

void Section::showExpanded(bool expanded)
{
    m_expanded = expanded;
    m_body->setVisible(expanded);
    m_toggle->setIcon(m_theme.icon(expanded ? "chevron-down" : "chevron-right"));
    m_toggle->setAccessibleDescription(expanded ? tr("expanded") : tr("collapsed"));
}

void Section::setNote(const QString& note)
{
    m_note->setText(note);
}

QLabel* Section::addRow(const QString& label, QWidget* field, const QString& accessibleName)
{
    if (!m_rows) {
        m_rows = makeFormGrid(nullptr, kLabelWidth);
        m_content->addLayout(m_rows);
    }
    // Symbols stand in the formula font, one size step larger.
    const QFont math = m_theme.mathFont(TextSize::Body);
    const QString html = QString(label).replace(QLatin1String("<i>"),
        QStringLiteral("<i style=\"font-family:'%1';font-size:%2px\">")
            .arg(math.family())
            .arg(math.pixelSize()));
    QLabel* text = makeLabel(m_theme, html, 13, TextColor::Text2, false, m_body);
    text->setBuddy(field);
    const QString plain = QTextDocumentFragment::fromHtml(label).toPlainText().remove(u'&');
    field->setAccessibleName(accessibleName.isEmpty() ? plain : accessibleName);
    const int row = m_rows->rowCount();
    m_rows->addWidget(text, row, 0);
    m_rows->addWidget(field, row, 1);
    return text;
}

void Section::addWidget(QWidget* widget)
{
    m_rows = nullptr; // later rows start a new grid below
    m_content->addWidget(widget);
}

void Section::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.tokens().border);
}

} // namespace ui
