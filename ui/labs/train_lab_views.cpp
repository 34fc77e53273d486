// SPDX-License-Identifier: GPL-3.0-or-later
// The views of the Train page: which one is on show, and what belongs to it.
#include "ui/labs/train_lab.h"

#include "ui/labs/train_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"

#include <QStackedWidget>
#include <QTabBar>

#include <utility>

namespace ui {

void TrainLab::addView(
    const QString& id, const QString& title, QWidget* page, const QList<Section*>& sections)
{
    m_views->addWidget(page);
    m_viewSections << sections;
    const int index = m_header->tabs()->addTab(title);
    m_header->tabs()->setTabData(index, id);
    for (Section* section : sections)
        section->setVisible(index == m_header->tabs()->currentIndex());
}

QStringList TrainLab::tabs() const
{
    QStringList ids;
    for (int i = 0; i < m_header->tabs()->count(); ++i)
        ids << m_header->tabs()->tabData(i).toString();
    return ids;
}

bool TrainLab::showTab(const QString& id)
{
    const auto index = tabs().indexOf(id);
    if (index >= 0)
        m_header->tabs()->setCurrentIndex(static_cast<int>(index));
    return index >= 0;
}

bool TrainLab::isMonitor() const
{
    return m_views->currentIndex() <= 0;
}

void TrainLab::switchView()
{
    const int index = m_header->tabs()->currentIndex();
    if (index < 0 || index >= m_views->count())
        return;
    m_views->setCurrentIndex(index);
    for (qsizetype i = 0; i < m_viewSections.size(); ++i)
        for (Section* section : std::as_const(m_viewSections[i]))
            section->setVisible(i == index);
    m_bar->setVisible(isMonitor());
    refresh();
}

} // namespace ui
