// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui {

namespace {

constexpr int kIconSize = 20;
constexpr int kMaxButtons = 3;

} // namespace

Banner::Banner(Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_title(makeLabel(theme, {}, 13, TextColor::Text, true, this))
    , m_text(makeLabel(theme, {}, 13, TextColor::Text, false, this))
    , m_content(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_buttonRow(new QHBoxLayout)
{
    m_icon->setFixedSize(kIconSize, kIconSize);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setFocusPolicy(Qt::NoFocus);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    texts->addStretch();
    m_buttonRow->setSpacing(metrics::kCardGap);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 9, 16, 9);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    m_content->setSpacing(10);
    m_content->addLayout(texts, 1);
    m_content->addLayout(m_buttonRow);
    m_content->setAlignment(m_buttonRow, Qt::AlignTop | Qt::AlignLeft);
    row->addLayout(m_content, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(&m_theme, &Theme::changed, this, [this] {
        if (!m_title->text().isEmpty())
            m_icon->setPixmap(QPixmap()), update();
    });
    hide();
}

void Banner::showMessage(Kind kind, const QString& title, const QString& text)
{
    m_kind = kind;
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    qDeleteAll(m_buttons);
    m_buttons.clear();
    arrange();
    setAccessibleName(title);
    setAccessibleDescription(text);
    show();
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QPushButton* Banner::addButton(const QString& text, const QString& icon, ButtonKind kind)
{
    Q_ASSERT(m_buttons.size() < kMaxButtons);
    auto* button = makeButton(m_theme, kind, text, icon, this);
    m_buttonRow->addWidget(button);
    m_buttons << button;
    arrange();
    return button;
}

/// Buttons stand below the text where beside it they would leave it less than half the width.
void Banner::arrange()
{
    const bool below = 2 * m_buttonRow->sizeHint().width() > width();
    m_content->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void Banner::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    arrange();
}

QString Banner::title() const
{
    return m_title->text();
}

QString Banner::text() const
{
    return m_text->text();
}

void Banner::paintEvent(QPaintEvent*)
{
    const Tokens& t = m_theme.tokens();
    const QColor edge = m_kind == Kind::Info ? t.accent
        : m_kind == Kind::Warning            ? t.warn
                                             : t.error;
    const QColor fill = m_kind == Kind::Info ? t.accentWeak
        : m_kind == Kind::Warning            ? t.warnBackground
                                             : t.errorBackground;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge);
    painter.setBrush(fill);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
    const IconRole role = m_kind == Kind::Info ? IconRole::Accent
        : m_kind == Kind::Warning              ? IconRole::Warn
                                               : IconRole::Error;
    const char* name = m_kind == Kind::Info ? "info"
        : m_kind == Kind::Warning           ? "warning"
                                            : "error";
    m_theme.icon(name, role).paint(&painter, m_icon->geometry());
}

} // namespace ui
