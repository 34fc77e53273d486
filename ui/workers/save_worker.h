// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <QString>
#include <QThread>

#include <memory>

namespace ui {

/// Writes the weights of a run, which may be under way, to a model file in its own thread, or
/// exports the model as the file's suffix says.
/// Ends in exactly one ended(); the destructor waits for the file.
class SaveWorker final : public QThread {
    Q_OBJECT
public:
    enum class Kind { Weights, Export };

    SaveWorker(std::shared_ptr<const nn::Training> training, const QString& file,
        Kind kind = Kind::Weights, QObject* parent = nullptr);
    ~SaveWorker() override;

signals:
    void ended(const QString& file, const QString& error); ///< error: empty if written

protected:
    void run() override;

private:
    std::shared_ptr<const nn::Training> m_training;
    QString m_file;
    Kind m_kind;
};

} // namespace ui
