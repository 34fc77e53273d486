// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/lab.h"

#include "ui/theme.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

namespace {

/// A column that takes no room while nothing in it is visible, not even that of its margins.
class VanishingColumn final : public QVBoxLayout {
public:
    QSize sizeHint() const override { return isEmpty() ? QSize(0, 0) : QVBoxLayout::sizeHint(); }
    QSize minimumSize() const override
    {
        return isEmpty() ? QSize(0, 0) : QVBoxLayout::minimumSize();
    }
};

/// The panel of the inspector with its dividing line at the right.
class InspectorPanel final : public QWidget {
public:
    InspectorPanel(const Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setFixedWidth(metrics::kInspectorWidth);
    }

    void setFooter(const QScrollArea* area, const QWidget* footer)
    {
        m_area = area;
        m_footer = footer;
        connect(area->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.tokens().panel);
        painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.tokens().border);
        // What scrolls goes under an edge, not into thin air.
        if (m_footer && m_area->verticalScrollBar()->maximum() > 0)
            painter.fillRect(QRect(0, m_footer->y(), width(), 1), m_theme.tokens().border);
    }

private:
    const Theme& m_theme;
    const QScrollArea* m_area = nullptr;
    const QWidget* m_footer = nullptr;
};

} // namespace

Lab::Lab(Theme& theme, const QString& id, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_id(id)
    , m_title(title)
    , m_inspector(new InspectorPanel(theme, this))
    , m_mainLayout(new VanishingColumn)
{
    setObjectName(id + QStringLiteral("_lab"));
    setAccessibleName(title);
    m_inspector->setObjectName(id + QStringLiteral("_inspector"));

    auto* area = new OverlayScrollArea(m_inspector);
    area->setObjectName(id + QStringLiteral("_inspector_scroll"));
    area->setAccessibleName(tr("Settings of %1").arg(title));
    auto* content = new QWidget;
    m_sections = new QVBoxLayout(content);
    m_sections->setContentsMargins(0, 0, 0, 0);
    m_sections->setSpacing(0);
    m_sections->addStretch();
    area->setWidget(content);
    content->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);

    m_inspectorColumn = new QVBoxLayout(m_inspector);
    m_inspectorColumn->setContentsMargins(0, 0, 1, 0); // the dividing line
    m_inspectorColumn->setSpacing(0);
    m_inspectorColumn->addWidget(area, 1);

    m_mainLayout->setContentsMargins(0, 0, metrics::kPageMargin, 0);
    m_mainLayout->setSpacing(metrics::kCardGap);
    m_mainColumn = new QVBoxLayout;
    m_mainColumn->setContentsMargins(metrics::kPageMargin, 0, 0, metrics::kPageMargin);
    m_mainColumn->setSpacing(0);
    m_mainColumn->addLayout(m_mainLayout, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_inspector);
    row->addLayout(m_mainColumn, 1);
}

Lab::~Lab()
{
    // A field that loses the focus while it goes must not call a page that is half gone.
    for (QObject* child : findChildren<QObject*>())
        child->disconnect(this);
}

Commands Lab::commands() const
{
    return {};
}

void Lab::execute(Command) { }

QString Lab::commandText(Command) const
{
    return {};
}

void Lab::openFile(const QString&) { }

void Lab::openRecipe(const PageRecipe&) { }

bool Lab::takesFile(const QFileInfo& file) const
{
    return opensFiles() && file.isFile()
        && file.suffix().compare(QLatin1String("json"), Qt::CaseInsensitive) == 0;
}

QString Lab::precisionText() const
{
    return tr("double precision");
}

void Lab::setInspectorVisible(bool visible)
{
    m_inspectorVisible = visible;
    m_inspector->setVisible(visible && m_hasInspector);
}

Section* Lab::addSection(const QString& key, const QString& title)
{
    auto* section = new Section(m_theme, key, title);
    m_sections->insertWidget(m_sections->count() - 1, section);
    return section;
}

void Lab::setInspectorFooter(QWidget* footer)
{
    footer->setParent(m_inspector);
    static_cast<InspectorPanel*>(m_inspector)
        ->setFooter(m_inspector->findChild<OverlayScrollArea*>(), footer);
    m_inspectorColumn->addWidget(footer);
}

void Lab::setHeader(PageHeader* header)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, metrics::kPageMargin, 0);
    row->addWidget(header);
    m_mainColumn->insertLayout(0, row);
}

void Lab::setMainScroll(QWidget* area)
{
    m_mainColumn->setStretchFactor(m_mainLayout, 0);
    // Not a spacing of the column: this one goes with what stands above the area.
    m_mainLayout->setContentsMargins(0, 0, metrics::kPageMargin, metrics::kCardGap);
    m_mainColumn->addWidget(area, 1);
}

void Lab::setHasInspector(bool has)
{
    m_hasInspector = has;
    setInspectorVisible(m_inspectorVisible);
}

void Lab::setStatus(const QString& text, StatusKind kind)
{
    m_status = text;
    emit statusChanged(text, kind);
}

} // namespace ui
